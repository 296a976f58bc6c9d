"""The benchmark's contenders do what they are timed for: their tests run, and a right submission passes them."""

import sys
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from benchmarks.compare import asked_of
from benchmarks.contenders import Compared
from benchmarks.measure import run
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """A class of one, whose work is right."""
    assignment = load_assignment(load_course(REPOSITORY / "grader.yaml"), "optimizers")
    return Compared(tmp_path_factory.mktemp("compared"), assignment, 1, asked_of(assignment))


def test_each_contender_grades(compared: Compared) -> None:
    compared.nbgrader()
    with closing(Gradebook(f"sqlite:///{compared.nbgrader_course}/gradebook.db")) as book:
        (graded,) = book.assignment_submissions(compared.assignment.name)
        assert graded.score == graded.max_score == len(compared.tests) > 0
    run([sys.executable, "-m", "pytest", "-q", "."], next(compared.pytest_class.iterdir()))  # raises unless all pass
    for contender in (compared.pytest, compared.forks, compared.loop):
        assert contender().seconds > 0
