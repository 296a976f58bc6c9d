"""How each system names the files of its downloads: one module a system, from its documentation or source."""

from collections.abc import Callable, Collection

from autograder.submissions.collect.download import Download
from autograder.submissions.collect.formats.blackboard import read_blackboard
from autograder.submissions.collect.formats.brightspace import read_brightspace
from autograder.submissions.collect.formats.canvas import read_canvas
from autograder.submissions.collect.formats.folders import read_class_folders, read_plain
from autograder.submissions.collect.formats.gradescope import read_gradescope
from autograder.submissions.collect.formats.moodle import read_moodle
from autograder.submissions.collect.formats.repositories import read_repositories
from autograder.submissions.collect.handed_in import Understood

Reader = Callable[[Download, Collection[str]], Understood]

FORMATS: dict[str, Reader] = {
    "canvas": read_canvas,
    "moodle": read_moodle,
    "gradescope": read_gradescope,
    "blackboard": read_blackboard,
    "brightspace": read_brightspace,
    "github": read_repositories,
    "nbgrader": read_class_folders,
    "plain": read_plain,
}
"""Each reader gets a download and the names of the course's assignments."""

TITLES = {
    "canvas": "Canvas",
    "moodle": "Moodle",
    "gradescope": "Gradescope",
    "blackboard": "Blackboard",
    "brightspace": "Brightspace",
    "github": "GitHub Classroom or Classroom 50",
    "nbgrader": "nbgrader, or folders <student>/<assignment>",
    "plain": "folders of any shape",
}


def recognised(download: Download, assignments: Collection[str]) -> tuple[str, Understood]:
    """The format that understands most files of a download, and what it makes of them; the earlier one if even."""
    readings = {name: read(download, assignments) for name, read in FORMATS.items() if name != "plain"}
    best = max(readings, key=lambda name: len(readings[name].files))
    if not readings[best].handed_in:
        return "plain", read_plain(download, assignments)
    return best, readings[best]
