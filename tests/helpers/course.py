"""The repository's own course, loaded once for all test files of a process."""

from functools import cache

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course, load_course
from autograder.course.library import load_library
from tests.conftest import REPOSITORY


@cache
def repository_course() -> Course:
    """The course in the repository."""
    return load_course(REPOSITORY / "grader.yaml")


@cache
def repository_library() -> dict[str, SolvedAssignment]:
    """Its assignments, by name."""
    return load_library(repository_course())
