"""A student's own work, found as `grade all` would find it."""

from pathlib import Path

from autograder.errors import SubmissionsError
from autograder.records import Submission
from autograder.submissions.choose_work import Chosen
from autograder.submissions.work_places import find_own_work
from autograder.submissions.written_functions import Stubs


def read_own_work(path: Path, assignment: str, stubs: Stubs) -> Submission:
    """One student's own work: a module, a notebook or its folder.  Raises `SubmissionsError` if it is not there."""
    return choose_own_work(path, assignment, stubs).submission("", assignment)


def choose_own_work(path: Path, assignment: str, stubs: Stubs) -> Chosen:
    """The file that is the work, or the problem that none can be chosen; raises `SubmissionsError` if there is none."""
    advice = "Name the folder, module or notebook of your work."
    if not path.is_dir() and not path.is_file():
        raise SubmissionsError(f"There is no {path}.", advice)
    try:
        chosen = find_own_work(path, assignment, stubs)
    except OSError as error:
        raise SubmissionsError(f"{path} cannot be read: {error.strerror}.", advice) from error
    if chosen.file is None and chosen.problem is None:
        raise SubmissionsError(f"{path} holds neither {assignment}.py nor {assignment}.ipynb.", advice)
    return chosen
