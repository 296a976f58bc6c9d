"""A folder with the cases of one assignment + one submission -> its verdicts, on the machine of another system."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import __version__
from autograder.course.config import load_course
from autograder.course.folder import FILE, KIT
from autograder.course.kit import Kit
from autograder.course.trust import trust
from autograder.errors import CannotJudge, CourseError, SubmissionsError
from autograder.grading.pipeline import Grader
from autograder.records import Verdict
from autograder.sandbox.levels import open_sandbox, walled_sandbox
from autograder.submissions.own_work import read_own_work
from autograder.submissions.written_functions import stubs_of
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Graded:
    """The verdicts on one submission: ``worth`` is what grader.yaml gives for full marks.

    ``problem`` says why there is no work to judge; then there are no verdicts.
    """

    assignment: str
    worth: float
    max_points: float
    isolation: str = ""
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def points(self) -> float:
        """The points of all verdicts."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def share(self) -> float:
        """The earned share of the points, from 0 to 1."""
        return min(1.0, self.points / self.max_points) if self.max_points else 0.0


def graded(kit: Path, work: Path, level: str | None) -> Graded:
    """The verdicts on the work in a folder, by the cases in ``kit``, at an isolation level or the strongest with walls.

    Raises `CourseError` for another version's kit, and `CannotJudge` where a check cannot be judged or no wall stands.
    """
    _require_this_version(kit)
    course = load_course(kit / FILE)
    with _trusted(kit, needed=course.holds_code):
        cases = Kit(kit)
        [plan] = course.file.assignments
        assignment = cases.assignment(course, plan.name)
        found = Graded(plan.name, plan.points, assignment.points)
        try:
            submission = read_own_work(work, plan.name, stubs_of(assignment))
        except SubmissionsError:
            return _without_work(found, f"There is no {plan.name}.py and no {plan.name}.ipynb in what was handed in.")
        packages = assignment.packages
        sandbox = open_sandbox(level, course.limits, packages) if level else walled_sandbox(course.limits, packages)
        verdicts = tuple(Grader({plan.name: assignment}, cases, sandbox).grade(submission))
        _require_judged(verdicts)
        return Graded(plan.name, plan.points, assignment.points, sandbox.level, verdicts, submission.notes)


def _without_work(found: Graded, problem: str) -> Graded:
    return Graded(found.assignment, found.worth, found.max_points, problem=problem)


def _require_this_version(kit: Path) -> None:
    """Raise `CourseError` unless the kit's wheel is the version that runs."""
    carried = {path.name.split("-")[1] for path in (kit / KIT).glob("*.whl")}
    if carried != {__version__}:
        known = ", ".join(sorted(carried)) or "that is unknown"
        raise CourseError(
            f"The cases in {kit} were written by version {known} of autograder, and {__version__} is installed.",
            "Install the version that they carry: pip install kit/*.whl",
        )


def _require_judged(verdicts: tuple[Verdict, ...]) -> None:
    """Raise `CannotJudge` if any check could not be judged: then there is no score, which is not a score of 0."""
    for verdict in verdicts:
        if verdict.status == "could_not_judge":
            raise CannotJudge(f"{verdict.exercise}.{verdict.check} could not be judged: {verdict.message}")


@contextmanager
def _trusted(kit: Path, *, needed: bool) -> Iterator[None]:
    """Trust the course's own kinds of check while grading: the instructor has put them beside this script."""
    if not needed:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="autograder-") as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        trust(kit)
        yield
