"""Modules judged in this process, against the small course."""

from functools import cache

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course, load_course
from autograder.course.library import load_assignment
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission, Verdict
from autograder.sandbox.levels import open_sandbox
from tests.conftest import small_course


@cache
def course() -> Course:
    """The small course."""
    return load_course(small_course() / "grader.yaml")


@cache
def assignment(name: str) -> SolvedAssignment:
    """An assignment of the small course."""
    return load_assignment(course(), name)


def references() -> References:
    """The expected values of the small course."""
    return References(course().root)


def verdicts(name: str, source: str, *, student: str = "ada") -> dict[str, Verdict]:
    """The verdicts on a module by check, as ``exercise.check``."""
    grader = Grader({name: assignment(name)}, references(), open_sandbox("process", Limits()), b"test", 8)
    return {f"{v.exercise}.{v.check}": v for v in grader.judged(Submission(student, name, source.encode()))}


def edited(name: str, *edits: tuple[str, str]) -> str:
    """The answer to an assignment, with texts that occur once in it replaced."""
    text = assignment(name).answer
    for right, wrong in edits:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    return text
