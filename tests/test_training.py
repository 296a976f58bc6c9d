"""Checks that train: the reference trains too, but only where its own result is needed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.rules import form_problems
from autograder.grading.draw import draw_hidden, draw_public
from autograder.records import Expected
from tests.conftest import answer, copy_course, read_results, run_grade, submit
from tests.helpers.judging import assignment, references


def computed(course: Path) -> int:
    """How many lists of the reference's values of the training exercise are kept."""
    return len([*course.glob(".grade-cache/*/perceptron_train-*.values")])


def trained(result: dict[str, Any]) -> dict[str, Any]:
    """The check that trains, in one submission's result."""
    checks = [check for exercise in result["exercises"] for check in exercise["checks"]]
    return next(check for check in checks if check["name"] == "unseen")


def test_the_reference_trains_on_hidden_data_only_for_those_outside_the_band(tmp_path: Path) -> None:
    course = copy_course(tmp_path / "course")
    (course / ".grade-cache").unlink()
    right = answer(course, "perceptron")
    command = "all", "--assignment", "perceptron", "--isolation", "process", "--json", "r.json"
    submit(course / "submissions", "ada", "perceptron", right)
    assert run_grade(*command, cwd=course).code == 0
    assert computed(course) == 2, "the public values, and the hidden ones of everything but training"
    submit(course / "submissions", "alan", "perceptron", right.replace("b = b + e", "b = b"))
    assert run_grade(*command, cwd=course).code == 0
    assert computed(course) > 2
    ada, alan = (trained(result) for result in read_results(course / "r.json"))
    assert (ada["status"], alan["mistake"]) == ("passed", "never changes the bias")


def test_results_of_different_forms_in_cases_of_the_same_name_are_the_authors_problem() -> None:
    exercise = assignment("perceptron").exercise("perceptron_train")
    public = references().expect(exercise, draw_public(exercise))
    hidden = references().expect(exercise, draw_hidden(exercise, b"any", 0, public))
    assert [*form_problems(exercise, public, hidden)] == []
    wider = Expected((np.zeros(4), 0.0, [1, 0]))
    odd = [replace(one, expected=wider) if one.call.check == "unseen" else one for one in hidden]
    [problem] = form_problems(exercise, public, odd)
    assert problem.startswith("check 'unseen' has results of different forms in cases of the same name")
