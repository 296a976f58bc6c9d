"""Automatic slips: wrong answers that nobody has named are explained truly, and nothing of an answer is given away."""

import re
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.slips import slips
from autograder.exercise.source import FunctionSource
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission, Verdict
from autograder.records.sketch import sketches, traced
from autograder.sandbox.levels import open_sandbox
from docs.explained import PAGE, page
from tests.conftest import REPOSITORY, run_grade

COURSE = load_course(REPOSITORY / "grader.yaml")


def course_assignment(name: str, exercise: str) -> SolvedAssignment:
    return load_assignment(COURSE, name).narrowed(exercise)


def judged(name: str, exercise: str, source: str, secret: bytes | None = None) -> dict[str, Verdict]:
    """The verdicts on a module by check, public ones without a secret; one exercise of the bundled course is asked."""
    grader = Grader(
        {name: course_assignment(name, exercise)}, References(COURSE.root), open_sandbox("process", Limits()), secret
    )
    return {verdict.check: verdict for verdict in grader.judged(Submission("ada", name, source.encode()))}


def with_edits(name: str, exercise: str, *edits: tuple[str, str]) -> dict[str, Verdict]:
    source = load_assignment(COURSE, name).answer
    for right, wrong in edits:
        assert source.count(right) == 1, right
        source = source.replace(right, wrong)
    return judged(name, exercise, source)


def said(found: dict[str, Verdict]) -> set[str | None]:
    return {verdict.mistake for verdict in found.values() if verdict.status == "failed"}


ADAM = "optimizers", "adam_step"
BATCH = "regularization", "batchnorm_forward"
UNNAMED = [
    (*ADAM, ("m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)\n    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v\n\n\ndef adamw",
             "m_hat = m / (1 - beta2**t)\n    v_hat = v / (1 - beta2**t)\n    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v\n\n\ndef adamw"),
     "uses beta2 where beta1 is to be used"),
    ("losses", "mean_squared_error", ("np.mean((t - a) ** 2)", "np.mean((t + a) ** 2)"), "adds a where it is to be subtracted"),
    ("attention", "gelu_derivative", ("/ 2) / np.sqrt(2 * np.pi)", "/ 2) / np.sqrt(2) / np.pi"), "takes no root of a factor"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "exercise", "edit", "sentence"), UNNAMED)
def test_an_unnamed_mistake_is_explained_where_it_is_a_slip(
    name: str, exercise: str, edit: tuple[str, str], sentence: str
) -> None:
    found = with_edits(name, exercise, edit)
    assert said(found) == {sentence}


def test_two_faults_in_two_items_are_each_told() -> None:
    text = (
        "\n\nright = adam_step\n\n\ndef adam_step(w, dw, m, v, *args, **options):\n"
        "    new = right(w, dw, m, v, *args, **options)\n    return new[0], -new[1], 3 * new[2]\n"
    )
    found = judged(*ADAM, load_assignment(COURSE, "optimizers").answer + text)
    sentence = (
        "returns the negative of what is right, in item 1 of the result, and "
        "returns what is right times a constant, in item 2 of the result"
    )
    assert found["early"].mistake == found["options"].mistake == sentence
    assert found["path"].mistake is None  # it goes on from what came back


def test_a_changed_input_is_named_with_what_is_in_it() -> None:
    text = "\n\ndef quadratic_cost(a, t):\n    a -= t\n    return 0.5 * np.sum(a**2) / len(a)\n"
    found = judged("losses", "quadratic_cost", load_assignment(COURSE, "losses").answer + text)
    assert (found["pure"].reason, found["pure"].mistake) == ("property", "works on a itself instead of on a copy")


def test_a_branch_that_is_always_taken_is_not_blamed_on_another_argument() -> None:
    text = "\n\ndef prelu_alpha_gradient(dout, z, alpha):\n    return np.sum(np.where(z > 0, 0, z) * dout).reshape(1)\n"
    found = judged(
        "activations", "prelu_alpha_gradient", load_assignment(COURSE, "activations").answer + text, b"one branch"
    )
    assert said(found) == {None}  # alpha is not used at all


def test_that_single_numbers_come_out_right_is_no_matter_of_an_axis() -> None:
    text = "\n\ndef leaky_relu(z, alpha=0.01):\n    return alpha * z[z < 0]\n"
    found = judged(
        "activations", "leaky_relu", load_assignment(COURSE, "activations").answer + text, b"strangers of 29 November"
    )
    assert said(found) == {None, "indexes a single number"}


PLAIN = 'def f(x):\n    """Return ``x``."""\n    return x\n'


@pytest.mark.parametrize(("name", "exercise"), [ADAM, BATCH, ("convnets", "conv2d_backward")])
def test_a_sentence_quotes_nothing_but_the_statement(name: str, exercise: str) -> None:
    answer = course_assignment(name, exercise).exercise(exercise)
    statement = re.sub(r"\s", "", answer.statement)
    every = [slip.says for slip in slips(answer.source)]
    quoted = {text for says in every for text in re.findall(r"`(.+?)`", says)}
    assert len(every) > 100
    assert not {text for text in quoted if re.sub(r"\s", "", text) not in statement}
    used = set(re.findall(r"\b([a-z_]+) =", answer.source.parts[2])) - set(answer.argument_names)
    plain = {word for slip in slips(FunctionSource("f", PLAIN)) for word in re.findall(r"\w+", slip.says)}
    hidden = {name for name in used - plain if not re.search(rf"\b{name}\b", answer.statement)}
    assert not [says for says in every if hidden & set(re.findall(r"\w+", says))]


@pytest.mark.parametrize(
    ("formula", "wrong", "says"),
    [
        ("x / (2 * h)", "x / (2 / h)", "multiplies by h where it is to divide"),
        ("x / (2 * h)", "x / 2", "does not divide by h"),
        ("x / (2 / h)", "x / 2", "leaves out the multiplication by h"),
        ("x / np.sqrt(2 * h)", "x / np.sqrt(2 / h)", "multiplies by h where it is to divide"),
        ("x / (1 + 2 * h)", "x / (1 + 2 / h)", "divides by h where it is to multiply"),
        ("x / (2 / (3 * h))", "x / (2 / (3 / h))", "divides by h where it is to multiply"),
        ("x - (2 + h)", "x - (2 - h)", "adds h where it is to be subtracted"),
        ("x - (2 - h)", "x - (2 + h)", "subtracts h where it is to be added"),
        ("-(2 + h)", "-(2 - h)", "adds h where it is to be subtracted"),
    ],
)
def test_a_sentence_says_what_a_slip_means_where_it_stands(formula: str, wrong: str, says: str) -> None:
    text = 'def f(x, h):\n    """Return ``x``."""\n    return {}\n'
    given: dict[str, Any] = {"np": np}

    def result(code: CodeType | str) -> Any:
        exec(code, given)  # noqa: S102  (our own formulas)
        with np.errstate(all="ignore"):
            return given["f"](np.array([1.7]), np.array([0.3]))

    asked, found = result(text.format(wrong)), []
    for slip in slips(FunctionSource("f", text.format(formula))):
        with suppress(ValueError, TypeError):
            found += [slip.says] if np.isclose(result(slip.code), asked).all() else []
    verbs = ("adds", "subtracts", "multiplies", "divides")
    assert says in found
    assert not [other for other in found if other.startswith(verbs) and " h " in other and other != says]


def test_an_answer_with_a_loop_that_may_not_end_has_no_slips() -> None:
    text = (
        'def halve(x):\n    """Halve ``x`` until it is small."""\n    while x > 1:\n        x = x / 2\n    return x\n'
    )
    assert not list(slips(FunctionSource("halve", text)))
    assert list(slips(FunctionSource("halve", text.replace("while", "if"))))


@pytest.mark.parametrize("index", [":, None", "None", "..., np.newaxis"])
def test_an_array_with_an_added_axis_is_no_part_of_it(index: str) -> None:
    text = f'def add(x, b):\n    """Add ``b`` to ``x``."""\n    return x + b[{index}] * x[0, None]\n'
    says = {slip.says for slip in slips(FunctionSource("add", text))}
    assert "leaves b without an added axis of length 1" in says
    assert "takes all of x where a part of it is to be taken" in says
    assert "takes all of b where a part of it is to be taken" not in says


ACTIONS = [
    ("(x > 0).all(axis=1)", "asks whether any holds where it is to ask whether all hold"),
    ("(x > 0).all(axis=1)", "asks whether all hold along axis 0, not along axis 1"),
    ("(x > 0).all(axis=1)", "does not ask whether all hold"),
    ("np.any(x > 0, axis=1, keepdims=True)", "loses the axis along which it asks whether any holds, so that the "
     "results meet the wrong elements"),
    ("np.floor(x - b)", "rounds up where it is to round down"),
    ("np.floor(x - b)", "subtracts b after it rounds down, not before"),
    ("np.floor(x) * b", "leaves out the multiplication by a factor with x"),
    ("np.sort(x, axis=0)", "sorts in the whole array, not along axis 0"),
    ("np.zeros(b) + x", "takes ones where zeros are to be taken"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "sentence"), ACTIONS)
def test_what_no_noun_says_is_said_by_a_verb(right: str, sentence: str) -> None:
    text = f'def f(x, b):\n    """Return something of ``x`` and ``b``."""\n    return {right}\n'
    every = {slip.says for slip in slips(FunctionSource("f", text))}
    assert sentence in every
    assert not {says for says in every if re.search(r"\b(takes|of|out) \w+ing\b", says)}


def test_equal_results_have_equal_sketches_and_others_do_not() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 40, 5))
    for elementwise in (False, True):
        mine = traced(x, elementwise, 0.0)
        assert mine.fits(*sketches(x + 1e-13 * y, elementwise))
        for other in (x + 1e-4 * y, x.T, x[::-1], x.astype(int), list(x), np.where(x == x.max(), np.inf, x), -x):
            assert not mine.fits(*sketches(other, elementwise)), other
        tiny = np.where(np.arange(200) < 100, 1e-30, 1.0)
        assert traced(tiny, elementwise, 0.0).fits(*sketches(2 * tiny - (tiny == 1), elementwise)) != elementwise


def test_the_points_that_wait_for_values_accuse_nobody(tmp_path: Path) -> None:
    (tmp_path / "losses.py").write_text(
        load_assignment(COURSE, "losses").answer + "\n\ndef quadratic_cost(a, t):\n    return 1.25 + np.sum(a - t)\n"
    )
    shown = run_grade("check", str(tmp_path / "losses.py"), "-e", "quadratic_cost", cwd=REPOSITORY).out
    assert "Asked once the values are right: whether it leaves the arrays it is given unchanged." in " ".join(
        shown.split()
    )
    assert "it leaves the arrays" not in shown.replace("whether it leaves the arrays", "")


FALSE = {
    "the smallest for the mean": (
        "activations",
        "softmax",
        "def softmax(z):\n    e = np.exp(z - z.min(axis=-1, keepdims=True))\n    return e / e.sum(axis=-1, keepdims=True)\n",
        "shifts each row by its mean, which does not keep exp in range",
    ),
    "a late division for a shift": (
        "losses",
        "softmax_cross_entropy",
        "def softmax_cross_entropy(z, y):\n    rows = np.arange(len(z))\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
        "    p = e / e.sum(axis=1, keepdims=True)\n    loss = -np.log(p[rows, y]).mean()\n    p[rows, y] -= 1\n"
        "    return loss, p / len(z)\n",
        "shifts each row by its first score, which does not keep exp in range",
    ),
    "a limit for a small number": (
        "losses",
        "cross_entropy",
        "def cross_entropy(p, t):\n    p = np.clip(p, 1e-9, 1)\n    return -np.sum(t * np.log(p)) / len(p)\n",
        "adds a small number inside the logarithm, which caps the loss",
    ),
    "a missing axis for one of length 1": (
        "activations",
        "softmax",
        "def softmax(z):\n    e = np.exp(np.clip(z, None, 600))\n    return e / np.sum(e, axis=0)\n",
        "goes wrong in every case where axis 1 of z is longer than 1",
    ),
    "a limit for a lost digit": (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))\n",
        "takes 1 less a number close to 1, which cancels",
    ),
    "a small number for 0": (
        "losses",
        "binary_cross_entropy",
        "def binary_cross_entropy(p, t):\n    total = 0.0\n    for a, b in zip(p, t):\n"
        "        a = min(max(a, 1e-7), 1 - 1e-7)\n        total -= b * np.log(a) + (1 - b) * np.log(1 - a)\n"
        "    return total / len(p)\n",
        "subtracts a tiny p from 1, where it is lost",
    ),
    "few losses for a batch": (
        "gradient_descent",
        "fit_logistic_regression",
        "def fit_logistic_regression(x, t, lr, epochs):\n    w, b, losses = np.zeros(x.shape[1]), 0.0, []\n"
        "    for i in range(epochs):\n        z = x @ w + b\n"
        "        losses += [] if i % 10 else [np.mean(np.logaddexp(0, z) - t * z)]\n"
        "        e = (1 + np.tanh(z / 2)) / 2 - t\n        w, b = w - lr * x.T @ e / len(x), b - lr * e.mean()\n"
        "    return w, b, losses\n",
        "goes wrong in every case where there is more than one sample",
    ),
    "another order for two faults": (
        "backprop",
        "circuit_gradients",
        "def circuit_gradients(x, y, z):\n    return x + y, z * 1, z * 1\n",
        "does not swap the inputs of the product, in item 0 of the result, and returns z as it was given, in item 2 of "
        "the result",
    ),
    "the lowest loss of all for a count": (
        "regularization",
        "early_stopping",
        "def early_stopping(losses, patience, min_delta):\n    best, wait = np.inf, 0\n"
        "    for stop, loss in enumerate(losses):\n        better = best - loss > min_delta\n"
        "        best, wait = (loss, 0) if better else (best, wait + 1)\n        if wait == patience:\n"
        "            break\n    return stop, int(np.argmin(losses))\n",
        "counts all epochs in vain, not those in a row, and looks for the best epoch after the stop as well, in item 1 "
        "of the result",
    ),
    "an array of no length for a slice": (
        "optimizers",
        "minimize",
        "def minimize(step, gradient, w, steps):\n    path, state = np.zeros((steps, *w.shape)), None\n"
        "    for i in range(steps):\n        path[i] = w\n        w, state = step(w, gradient(w), state)\n"
        "    return path\n",
        "slices by [steps:-steps], which leaves nothing where steps is 0",
    ),
}
"""Sentences that were once said of code that does something else."""


@pytest.mark.parametrize("kind", FALSE)
def test_what_was_said_wrongly_is_not_said(kind: str) -> None:
    name, exercise, text, sentence = FALSE[kind]
    found = judged(name, exercise, f"{load_assignment(COURSE, name).answer}\n\n{text}")
    assert any(verdict.status == "failed" for verdict in found.values())
    assert sentence not in said(found)


def test_a_check_that_many_results_pass_is_not_explained_by_another_checks_mistake() -> None:
    text = "\n\ndef he_init(rng, n_in, n_out):\n    return rng.standard_normal((n_in, n_out)) * (2 / n_in)\n"
    found = judged("regularization", "he_init", load_assignment(COURSE, "regularization").answer + text)
    assert found["spread"].mistake == found["draw"].mistake == "takes the variance for the standard deviation"
    assert (found["chance"].status, found["chance"].mistake) == ("failed", None)


def test_a_forward_that_is_not_used_is_not_blamed() -> None:
    text = (
        "\n\ndef conv2d_forward(*args, **options):\n    raise NotImplementedError\n"
        "\n\nright = conv2d_backward\n\n\ndef conv2d_backward(*args, **options):\n    return tuple(-d for d in right(*args, **options))\n"
    )
    found = judged("convnets", "conv2d_backward", load_assignment(COURSE, "convnets").answer + text)
    assert not any("your own conv2d_forward" in verdict.message for verdict in found.values())


def test_more_lines_are_explained_by_no_mistake_of_values() -> None:
    text = (
        "\n\ndef softmax(z):\n    rows = [np.exp(row) / np.exp(row).sum() for row in z.reshape(-1, z.shape[-1])]\n"
        "    return np.array(rows).reshape(z.shape)\n"
    )
    found = judged("activations", "softmax", load_assignment(COURSE, "activations").answer + text)
    counted = [verdict for verdict in found.values() if "more lines of Python" in verdict.message]
    assert [verdict.mistake for verdict in counted] in ([None], ["loops over the rows"])


def test_the_page_of_what_is_explained_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
