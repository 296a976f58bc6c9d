"""The checks of an assignment as ordinary assertions, as a course without autograder would write them.

A test for each check asserts the expected values of the calls that need nothing but arrays, numbers and containers:
what pytest and nbgrader run is less than what `grade` asks, and they are told the expected values.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.grading.ask import ExerciseQuestions
from autograder.records import Question
from autograder.worker.inputs import is_described
from autograder.worker.trees import leaves

PLAIN = (np.ndarray, np.generic, int, float, str, bool, type(None))
HELPERS = """\
import pickle
import numpy as np


def same(got, expected):
    if isinstance(expected, (tuple, list)):
        assert len(got) == len(expected)
        for one, other in zip(got, expected):
            same(one, other)
    else:
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-7)


with open({path!r}, "rb") as file:
    CALLS = pickle.load(file)
"""
TEST = """\
for function, args, options, expected in CALLS[{name!r}]:
    same({function}(*args, **options), expected)
"""


def write_calls(path: Path, asked: Sequence[ExerciseQuestions]) -> dict[str, str]:
    """Write the plain calls with their expected values to ``path``; the exercise of each test, by the test's name."""
    calls: dict[str, list[Any]] = {}
    exercises = {}
    for one in asked:
        for question in filter(_is_plain, one.questions):
            call = question.call
            name = f"{call.exercise}_{call.check}"
            calls.setdefault(name, []).append((call.function, call.args, dict(call.options), question.expected.value))
            exercises[name] = call.function
    path.write_bytes(pickle.dumps(calls))
    return exercises


def count(path: Path) -> int:
    """How many calls the tests make."""
    return sum(map(len, pickle.loads(path.read_bytes()).values()))  # noqa: S301  (our own file)


def pytest_module(path: Path, assignment: str, tests: dict[str, str]) -> str:
    """A test module of one function for each check."""
    head = f"{HELPERS.format(path=str(path))}\n\nfrom {assignment} import *\n"
    bodies = (
        f"\n\ndef test_{name}():\n    " + TEST.format(name=name, function=function).replace("\n", "\n    ").rstrip()
        for name, function in tests.items()
    )
    return head + "".join(bodies) + "\n"


def _is_plain(question: Question) -> bool:
    call = question.call
    values = (*call.args, *call.options.values(), question.expected.value)
    return all(isinstance(leaf, PLAIN) for leaf in leaves(list(values), is_described))
