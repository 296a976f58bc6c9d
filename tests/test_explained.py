"""Wrong answers of many kinds, graded in one run: what is said of each, and of which nothing is.

``wrong_answers/*.txt`` hold one function each, as a student would hand it in, below a line with the exercise and a
sentence that one of its failed checks gets; it completes "It looks as if the code ...".  Where no sentence stands,
nothing is known, and nothing may be said.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge.own_words import own_words
from autograder.records import Limits, Outcome
from autograder.sandbox.levels import best_sandbox
from tests.conftest import course_of, read_results, run_grade, submit
from tests.helpers.shared import made_once

EXERCISES = {
    "activations": ["sigmoid", "relu_derivative", "leaky_relu", "softmax", "softplus"],
    "losses": ["softmax_cross_entropy", "cross_entropy", "log_softmax"],
    "perceptron": ["perceptron_forward", "perceptron_train", "perceptron_update"],
    "backprop": ["circuit_gradients", "dense_forward", "dense_backward", "mlp_forward"],
    "convnets": ["conv2d_forward", "conv2d_backward", "dilated_conv2d", "global_avg_pool"],
    "autograd": ["Value"],
    "attention": ["scaled_dot_product_attention"],
    "optimizers": ["adam_step", "minimize", "momentum_step"],
    "regularization": ["dropout_forward", "early_stopping", "fit_standardizer", "he_init", "max_norm"],
    "gradient_descent": ["fit_logistic_regression", "inverse_decay"],
}
FACTS = ["text", "code", "operands", "inside", "near"]
FOLDER = Path(__file__).parent / "wrong_answers"
HEAD = re.compile(r"^### (\w+):(.*)\n", re.MULTILINE)


class Wrong(NamedTuple):
    """A wrong answer, and what is said of it."""

    exercise: str
    says: str
    body: str


def wrong_answers() -> list[Wrong]:
    """All of them, in the order of the files."""
    text = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.txt")))
    _, *parts = HEAD.split(text)
    return [Wrong(parts[i], parts[i + 1].strip(), parts[i + 2]) for i in range(0, len(parts), 3)]


WRONG = wrong_answers()


@pytest.fixture(scope="session")
def said() -> list[dict[str, Any]]:
    """The sentence of each failed check, by its name, for each wrong answer; they are graded once a run."""
    found = {
        (result["student"], exercise["name"]): {
            check["name"]: check["mistake"] for check in exercise["checks"] if check["status"] == "failed"
        }
        for result in read_results(made_once("explained", _grade_all) / "all.json")
        for exercise in result["exercises"]
    }
    return [found[f"s{number:03}", one.exercise] for number, one in enumerate(WRONG)]


def _grade_all(root: Path) -> None:
    root.mkdir()
    course = course_of(root / "course", EXERCISES)
    assignments = {exercise: name for name, own in EXERCISES.items() for exercise in own}
    for number, one in enumerate(WRONG):
        source = f"import math\nimport numpy as np\n\n\n{one.body}"
        submit(course / "submissions", f"s{number:03}", assignments[one.exercise], source)
    level = best_sandbox(Limits()).level  # a fork of a zygote costs a tenth of what a process does
    ran = run_grade("all", "--json", root / "all.json", "--quiet", "--isolation", level, cwd=course)
    assert ran.code == 0, ran.err


def test_right_numbers_of_the_wrong_kind_cost_one_check(said: list[dict[str, Any]]) -> None:
    lost = [
        (wrong.exercise, *checks.items())
        for wrong, checks in zip(WRONG, said, strict=True)
        if wrong.says == "returns integers where floating numbers are asked"
    ]
    assert [(exercise, len(checks)) for exercise, *checks in lost] == [
        ("relu_derivative", 1),
        ("Value", 1),
        ("softmax", 1),
    ]


def test_each_wrong_answer_gets_its_sentence(said: list[dict[str, Any]]) -> None:
    odd = [
        f"{wrong.exercise} {checks}, and not {wrong.says!r}:\n{wrong.body}"
        for wrong, checks in zip(WRONG, said, strict=True)
        if not checks or (wrong.says not in checks.values() if wrong.says else {*checks.values()} != {None})
    ]
    assert not odd, "\n".join(odd)


def test_a_step_that_many_mistakes_share_is_explained_like_the_others(said: list[dict[str, Any]]) -> None:
    [checks] = [checks for wrong, checks in zip(WRONG, said, strict=True) if wrong.exercise == "momentum_step"]
    assert {checks[name] for name in ("step", "first", "options")} == {
        "keeps steps in v: adds lr * dw where (1 - beta) * dw is to be added"
    }


OWN_WORDS = """
import numpy as np


def mlp_forward(x, params, activation):
    secret_hidden = x
    for weights, bias in params:
        secret_hidden = secret_hidden @ weights + x
    return secret_hidden, None


def mlp_backward(dout, cache):
    return secrets_hidden, dout
"""
FORGED = """
import sys

import numpy as np

run = sys.modules["autograder.worker.run"]
run.facts = lambda error, place: {
    "text": "operands could not be broadcast " * 10**4,
    "code": "\\x1b[2J",
    "operands": [["\\x1b[31mred", "float64", [2**62]], ["\\x1b[31mred", "float64", [1, 2]], 7, [None] * 3] * 1000,
    "inside": 5,
    "near": "\\x1b[5mblink",
}


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return 1 / 0
"""


def test_names_and_shapes_of_ones_own_stand_below_the_traceback_and_in_no_message(course: Path, tmp_path: Path) -> None:
    (course / "assignments/backprop/backprop.py").write_text(OWN_WORDS)
    shown = run_grade("check", "backprop", "--json", tmp_path / "own.json", cwd=course).out
    assert re.search(r"Here secret_hidden @ weights has shape \(\d+, \d+\), and x has shape \(\d+, \d+\)\.", shown)
    assert "secret" not in (tmp_path / "own.json").read_text()
    assert "combines arrays whose shapes do not broadcast" in (tmp_path / "own.json").read_text()


def test_forged_facts_are_cut_escaped_and_change_no_verdict(course: Path, tmp_path: Path) -> None:
    (course / "assignments/optimizers/optimizers.py").write_text(FORGED)
    ran = run_grade("check", "optimizers", "--json", tmp_path / "forged.json", cwd=course)
    [result] = read_results(tmp_path / "forged.json")
    checks = [check for exercise in result["exercises"] for check in exercise["checks"]]
    assert {(check["status"], check["reason"], check["points"]) for check in checks} == {("failed", "raised", 0.0)}
    assert "\x1b" not in ran.out + ran.err and len(ran.out) < 10_000
    assert "red has shape (1, 2)" in ran.out


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=1000),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.sampled_from(FACTS) | st.text(), inner, max_size=6),
    max_leaves=40,
)


@given(ANYTHING, ANYTHING)
def test_whatever_a_worker_tells_of_an_exception_is_bounded(met: Any, warned: Any) -> None:
    told = Outcome.of_reply({"reason": "raised", "what": "ValueError", "met": met, "warned": warned})
    assert told.reason == "raised" and len(told.warned) <= 8
    texts = [told.crash.text, told.crash.code, told.crash.inside, told.crash.near, *told.warned]
    assert all(type(text) is str and len(text) <= 300 for text in texts)
    for operand in told.crash.operands:
        assert len(operand.text) <= 60 and len(operand.kind) <= 60
        assert operand.shape is None or all(type(length) is int and 0 <= length < 2**40 for length in operand.shape)
    assert len(own_words(told)) < 2000
