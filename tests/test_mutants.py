"""Mutants: every part of an answer is changed in every way, and nothing else is."""

import ast
import os

import pytest

from autograder.authoring.forks import CAN_FORK, alarm_after, failing
from autograder.authoring.mutants import mutants
from autograder.authoring.rehearsal import Rehearsal
from autograder.authoring.survivors import questions_of_checks
from autograder.exercise.source import FunctionSource
from autograder.records import Limits
from tests.helpers.judging import assignment, references


def bodies(code: str) -> set[str]:
    """The mutants of a function whose body is one line, by that line."""
    answer = FunctionSource("f", f'def f(x, y):\n    """Docstring: 1 + 1."""\n    {code}\n')
    return {mutant.text.splitlines()[-1].strip() for mutant in mutants(answer)}


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("return x + y", {"pass", "return x - y", "return x", "return y"}),
        ("return -x @ y.T", {"return x @ y.T", "return -x @ y", "return -x * y.T", "return -x", "return y.T", "pass"}),
        ("return (x + y) * x", {"return (x) * x", "return (y) * x", "return (x - y) * x", "return (x + y) / x", "return (x + y)", "return x", "pass"}),
        ("x += 1", {"x -= 1", "x = 1", "x += 2", "x += 0", "pass"}),
        ("return x if x < y else y", {"return x", "return y", "return x if x <= y else y", "return x if x > y else y", "pass"}),
        ("return f(x.sum(axis=0, keepdims=True))", {"return x.sum(axis=0, keepdims=True)", "return f(x)", "return f(x.sum(axis=1, keepdims=True))", "return f(x.sum(axis=0, keepdims=False))", "return f(x.sum(keepdims=True))", "return f(x.sum(axis=0))", "pass"}),
        ("return x[1:, :2]", {"return x[:, :2]", "return x[1:, :]", "return x[2:, :2]", "return x[0:, :2]", "return x[1:, :3]", "return x[1:, :1]", "pass"}),
        ("return x is None or not y", {"return x is not None or not y", "return x is None and not y", "return x is None", "return not y", "return x is None or y", "pass"}),
        ("return 0.5 * f(x, 0.0)", {"return 1.0 * f(x, 0.0)", "return 0.5 * f(x, 1.0)", "return 0.5 / f(x, 0.0)", "return 0.5", "return f(x, 0.0)", "pass"}),
    ],
)  # fmt: skip
def test_each_part_is_changed_in_each_way(code: str, becomes: set[str]) -> None:
    assert bodies(code) == becomes


@pytest.mark.parametrize("name", ["optimizers", "convnets", "backprop", "perceptron"])
def test_mutants_compile_differ_and_leave_the_statement_alone(name: str) -> None:
    for exercise in assignment(name).exercises:
        made = list(mutants(exercise.source))
        assert len({mutant.text for mutant in made} | {exercise.source.text}) == 1 + len(made) > 10
        for mutant in made:
            [function] = ast.parse(mutant.text).body
            assert isinstance(function, ast.FunctionDef)
            assert ast.get_docstring(function) == ast.get_docstring(ast.parse(exercise.source.text).body[0])  # type: ignore[arg-type]  # a function
            assert mutant.says.startswith("line ") and "` becomes `" in mutant.says


def raises() -> bool:
    raise KeyboardInterrupt


def leaves() -> bool:
    os._exit(0)


def loops() -> bool:
    alarm_after(0.1)
    while True:
        pass


def takes_too_much() -> bool:
    return bytearray(1 << 40)[0] == 0


@pytest.mark.skipif(not CAN_FORK, reason="without a fork nothing is said to fail")
def test_a_fork_tells_which_tests_fail_and_goes_on_after_one_that_ends_it() -> None:
    tests = {raises: True, leaves: True, loops: True, takes_too_much: True, lambda: True: False, lambda: False: True}
    assert failing([*tests], 1 << 28) == [*tests.values()]


@pytest.mark.skipif(not CAN_FORK, reason="without a fork nothing is said to fail")
def test_a_rehearsal_says_nothing_after_what_leaves_something_behind() -> None:
    exercise = assignment("losses").exercise("cross_entropy")
    rehearsal = Rehearsal(exercise, questions_of_checks(exercise, references()), Limits())
    answer, stub = exercise.source.text, exercise.stub
    assert rehearsal.failing([answer, stub]) == [False, True]
    assert rehearsal.failing([stub, f"{answer}\nnp.log = np.exp\n"]) == [False, False]
