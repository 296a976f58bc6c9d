"""The two-parameter model of a class's exercises: on classes whose parameters are known, and only where it may be."""

from pathlib import Path

import numpy as np
import pytest

from autograder.analysis import response
from autograder.analysis.items import item_analysis
from autograder.analysis.response import LEAST_EXERCISES, LEAST_STUDENTS, Response, responses
from autograder.gradebook.store import Gradebook
from autograder.records import Result, Submission, Verdict
from autograder.worker.inputs import Array
from tests.conftest import run_grade

pytest.importorskip("mirt", reason="The extra irt is not installed.")
SLOPES, STRENGTHS = np.array([0.6, 1.0, 1.4, 2.0, 0.9, 1.2]), np.array([-1.5, -0.8, -0.3, 0.2, 0.7, 0.0])


def simulated(students: int, seed: int) -> Array:
    """Full marks of a class in six exercises, by the model itself."""
    rng = np.random.default_rng(seed)
    strength = rng.normal(size=(students, 1))
    return np.asarray(rng.random((students, 6)) < 1 / (1 + np.exp(-SLOPES * (strength - STRENGTHS))))


def verdicts(marks: Array) -> list[Verdict]:
    """Two checks an exercise: who lacks full marks passes one of them."""
    return [
        Verdict(
            f"e{place}",
            check,
            "says",
            "passed" if right or check == "a" else "failed",
            float(right or check == "a"),
            1.0,
            "hidden",
        )
        for place, right in enumerate(marks)
        for check in "ab"
    ]


def results(marks: Array) -> list[Result]:
    return [
        Result(f"s{row}", "losses", tuple(verdicts(own)), 12.0, "graded", 1.0, 1.0, 0, "namespaces")
        for row, own in enumerate(marks)
    ]


def test_the_intervals_have_the_parameters_of_the_class_as_often_as_they_say() -> None:
    inside = []
    for seed in range(10):
        found = responses(simulated(1000, seed))
        assert [*found] == [0, 1, 2, 3, 4, 5]
        for place, one in found.items():
            inside.append(one.difficulty.low <= STRENGTHS[place] <= one.difficulty.high)
            inside.append(one.slope.low <= SLOPES[place] <= one.slope.high)
    assert np.mean(inside) > 0.9  # 120 intervals of 95 %


def test_only_large_classes_and_exercises_that_tell_something_are_modelled(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = simulated(LEAST_STUDENTS, 0)
    assert responses(marks[1:]) == responses(marks[:, : LEAST_EXERCISES - 1]) == responses(np.zeros((0, 0))) == {}
    marks[:, 2] = True
    assert sorted(responses(marks)) == [1, 3, 4, 5]  # exercise 0 is hardly steep here: its place has no interval
    marks = simulated(400, 1)
    marks[:, 2] = True
    assert sorted(responses(marks)) == [0, 1, 3, 4, 5]
    monkeypatch.setattr(response, "find_spec", lambda name: None)
    assert responses(marks) == {}


def test_full_marks_of_an_exercise_are_modelled_and_not_its_checks() -> None:
    marks = simulated(300, 1)
    items, known = item_analysis(results(marks)), responses(marks)
    assert [item.response for item in items] == [known[place] for place in range(6)]
    assert all(one.response is None for item in items for one in item.checks)
    assert isinstance(items[0].response, Response) and items[0].response.students == 300


def test_the_page_of_an_assignment_says_it_with_its_intervals(course: Path) -> None:
    book, marks = Gradebook(course / "gradebook.db"), simulated(200, 2)
    for row, own in enumerate(marks):
        book.record(Submission(f"s{row}", "losses", b"1"), verdicts(own), 12.0, "process", "m")
    book.close()
    assert run_grade("report", "report", "--all-students", cwd=course).code == 0
    page = (course / "report/exercises-losses.html").read_text()
    found = responses(marks)[0].slope
    assert f"slope {found.value:.2f} ({found.low:.2f} to {found.high:.2f})." in page
    assert page.count("Two-parameter model, from 200 students") == 6 and "1 / (1 + exp(" in page
