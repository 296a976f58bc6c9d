"""Judging real modules: partial points, causes told apart, hidden cases kept hidden."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.source import FunctionSource
from autograder.grading.draw import draw_public
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission
from autograder.sandbox.levels import open_sandbox
from tests.conftest import EXERCISES, REPOSITORY
from tests.helpers.judging import assignment, edited, references, verdicts


def test_a_right_gradient_of_a_wrong_forward_is_told_apart() -> None:
    wrong_forward = edited(
        "backprop",
        ("z = x @ w + b", "z = 2 * (x @ w) + b"),
        ("(inputs[i].T @ dout,", "(2 * inputs[i].T @ dout,"),
        ("dout @ params[i][0].T *", "2 * dout @ params[i][0].T *"),
    )
    found = verdicts("backprop", wrong_forward)
    linear = found["mlp_backward.linear"]
    assert linear.reason == "value" and "It is the right gradient of your own mlp_forward" in linear.message
    also_wrong = edited("backprop", ("z = x @ w + b", "z = 2 * (x @ w) + b"))
    assert "your own mlp_forward" not in verdicts("backprop", also_wrong)["mlp_backward.linear"].message


def test_a_gradient_that_is_wrong_for_its_own_right_forward_is_simply_wrong() -> None:
    found = verdicts("backprop", edited("backprop", ("dout.sum(axis=0)", "dout.mean(axis=0)")))
    assert found["mlp_backward.linear"].mistake == "averages db over the batch, which dout has done already"
    assert "your own" not in found["mlp_backward.linear"].message
    assert found["mlp_forward.deep"].status == "passed"


def test_a_gradient_behind_a_wrong_forward_is_told_to_wait() -> None:
    found = verdicts("backprop", edited("backprop", ("z = x @ w + b", "z = x @ w - b / 2")))
    assert "It uses your own mlp_forward, which is wrong" in found["mlp_backward.sigmoid"].message


def test_a_forward_without_a_cache_is_named_and_not_indexed() -> None:
    source = edited("backprop", ("return z, (inputs, params, activation)", "return z"))
    linear = verdicts("backprop", source)["mlp_backward.linear"]
    assert linear.reason == "structure" and "needs a tuple from mlp_forward" in linear.message


def test_training_nothing_earns_nothing() -> None:
    lazy = "import numpy as np\ndef perceptron_train(x, t, w, b, max_epochs): return np.zeros(x.shape[1]), 0.0, [0]\n"
    assert sum(v.points for v in verdicts("perceptron", lazy).values()) == 0


def test_counts_may_be_whole_floats() -> None:
    source = edited("perceptron", ("mistakes.append(int(wrong))", "mistakes.append(float(wrong))"))
    assert all(v.status == "passed" for v in verdicts("perceptron", source).values())


def test_a_mistake_is_named_only_where_each_element_agrees() -> None:
    """Clipped far out is no cancellation, although both are tiny there."""
    source = edited("activations", ("e = np.exp(-np.abs(z))", "e = np.exp(-np.minimum(np.abs(z), 300.0))"))
    tails = verdicts("activations", source)["sigmoid_derivative.tails"]
    assert (tails.reason, tails.mistake) == ("value", "cuts off what is below a limit")


def test_updating_the_parameters_behind_the_cache_is_seen() -> None:
    source = edited(
        "backprop", ("    return grads[::-1]", "    for w, _ in params:\n        w *= 0.5\n    return grads[::-1]")
    )
    pure = verdicts("backprop", source)["mlp_backward.pure"]
    assert pure.reason == "property" and "changes its input 'cache'" in pure.message


def test_one_item_of_a_tuple_earns_its_own_points() -> None:
    found = verdicts("losses", edited("losses", ("dz / len(z)", "dz")))
    assert found["softmax_cross_entropy.loss"].status == "passed"
    assert found["softmax_cross_entropy.gradient"].status == "failed"


def test_no_check_pays_for_doing_nothing() -> None:
    for name in EXERCISES:
        lazy = "".join(
            f"def {e.name}(*a, **k): return a[0] if len(a) == 1 else a\n" for e in assignment(name).exercises
        )
        assert sum(v.points for v in verdicts(name, lazy).values()) == 0
        assert sum(v.points for v in verdicts(name, assignment(name).stub).values()) == 0


def test_purity_counts_once_values_are_right_and_says_so() -> None:
    found = verdicts("losses", edited("losses", ("np.sum(t * surprise) / len(p)", "7.0")))
    pure = found["cross_entropy.pure"]
    assert (
        (pure.reason, pure.points) == ("value", 0.0)
        and pure.waits
        and "waits until the values are right" in pure.message
    )


def test_a_memorised_answer_fails_on_hidden_cases() -> None:
    """A module that answers every public case rightly, and nothing else."""
    exercise = next(e for e in assignment("losses").exercises if e.name == "cross_entropy")
    table = [float(q.expected.value) for q in references().expect(exercise, draw_public(exercise))]
    found = verdicts("losses", f"TABLE = iter({table!r})\ndef cross_entropy(p, t):\n    return next(TABLE)\n")
    own = {(v.visibility, v.status) for v in found.values() if v.exercise == "cross_entropy"}
    assert own == {("hidden", "failed")}


def test_memorised_weights_gain_nothing_on_hidden_data() -> None:
    """A module that trains nothing and returns what training on the public data would give, whatever the data."""
    exercise = assignment("perceptron").exercise("perceptron_train")
    table = [q.expected.value for q in references().expect(exercise, draw_public(exercise))]
    weights = [(w.tolist(), float(b), list(mistakes)) for w, b, mistakes in table]
    source = f"import numpy as np\nfrom itertools import cycle\nTABLE = cycle({weights!r})\n" + (
        "def perceptron_train(x, t, w, b, max_epochs):\n    w, b, mistakes = next(TABLE)\n"
        "    return np.array(w), b, mistakes\n"
    )
    found = {v.check: v for v in verdicts("perceptron", source).values() if v.exercise == "perceptron_train"}
    trained = next(name for name, check in exercise.checks.items() if check.trains)
    assert (found[trained].visibility, found[trained].reason) == ("hidden", "convergence")
    assert sum(verdict.points for verdict in found.values()) == 0


def test_hidden_cases_tell_no_numbers_names_or_shapes() -> None:
    source = "import numpy as np\nCALLS = []\ndef conv2d_forward(x, w, b, stride=1, pad=0):\n    CALLS.append(1)\n" + (
        edited("convnets").split('"""', 4)[-1].replace("return np.einsum", "return (len(CALLS) > 11) * 0.5 + np.einsum")
    )
    messages = [v.message for v in verdicts("convnets", source).values() if v.visibility == "hidden" and v.reason]
    assert messages
    for message in messages:
        assert message.startswith("On a hidden case it") and not re.search(
            r"\d\.\d|shape \(|e-0", message.split("Hint")[0]
        )


@pytest.mark.parametrize(
    ("returned", "named"),
    [
        ("Evil()", "an object of its own"),
        ("object()", "a object"),
        ("{1, 2}", "a set"),
        ("np.array(['<b>'])", "an array of dtype 'U'"),
        ("(_ for _ in [1])", "a generator"),
        ("2 ** 70", "an integer of more than 64 bits"),
    ],
)
def test_what_cannot_cross_is_named_without_the_students_words(returned: str, named: str) -> None:
    source = f"import numpy as np\nEvil = type('<script>', (), {{}})\ndef cross_entropy(p, t): return {returned}\n"
    verdict = verdicts("losses", source)["cross_entropy.worked"]
    assert verdict.reason == "unreadable" and f"returns {named}, which is not a number" in verdict.message


@pytest.mark.parametrize("name", ["ValueError", "LinAlgError", "Own", "passed_with_full_marks"])
def test_exceptions_are_named_only_if_they_are_pythons_or_numpys(name: str) -> None:
    source = f"class {name}(Exception): pass\ndef cross_entropy(p, t):\n    raise {name}('my text')\n"
    verdict = verdicts("losses", source)["cross_entropy.worked"]
    assert (name in verdict.message) == name.endswith("Error")
    assert "my text" not in verdict.message and "my text" in verdict.detail and "at line 3" in verdict.message


def test_messages_are_six_lines_at_most_and_never_hold_the_answer() -> None:
    exercise = assignment("optimizers").exercises[0]
    for mistake in exercise.mistakes:
        for verdict in verdicts("optimizers", exercise.module(mistake.apply(exercise.source))).values():
            assert len(verdict.message.splitlines()) <= 6
            assert not [line for line in exercise.source.parts[2].splitlines() if line.strip() in verdict.message]


def combinations() -> st.SearchStrategy[tuple[SolvedExercise, Sequence[str]]]:
    exercises = [e for name in ("losses", "optimizers", "convnets") for e in assignment(name).exercises]
    return st.sampled_from(exercises).flatmap(
        lambda e: st.tuples(
            st.just(e), st.lists(st.sampled_from([m.says for m in e.mistakes]), unique=True, max_size=2)
        )
    )


@settings(max_examples=12, deadline=None)
@given(combinations())
def test_points_lie_between_nothing_and_everything(chosen: tuple[SolvedExercise, Sequence[str]]) -> None:
    """Whatever is wrong: each check pays its points or none, and a mistake costs at least its own check."""
    exercise, says = chosen
    text = exercise.source.text
    for mistake in (m for m in exercise.mistakes if m.says in says and m.function is None):
        if text.count(mistake.right) == 1:
            text = mistake.apply(FunctionSource(exercise.name, text))
    found = [v for v in verdicts(exercise.assignment, exercise.module(text)).values() if v.exercise == exercise.name]
    assert all(v.points in (0.0, v.max_points) for v in found)
    assert sum(v.max_points for v in found) == exercise.points
    assert (sum(v.points for v in found) == exercise.points) == (text == exercise.source.text)


def test_the_path_is_short_enough_to_read_at_once() -> None:
    assert len((Path(REPOSITORY) / "autograder/grading/pipeline.py").read_text().splitlines()) < 120


def test_a_generator_of_ones_own_earns_nothing_for_chance() -> None:
    """The numbers are drawn as they should be, and are the same whatever generator is handed over."""
    course = load_course(REPOSITORY / "grader.yaml")
    chosen = load_assignment(course, "regularization").narrowed("dropout_forward", "he_init")
    source = chosen.answer.replace("rng.random(x.shape)", "np.random.default_rng(0).random(x.shape)")
    source = source.replace("rng.standard_normal((n_in", "np.random.default_rng(0).standard_normal((n_in")
    sandbox = open_sandbox("process", Limits())
    grader = Grader({"regularization": chosen}, References(REPOSITORY), sandbox, b"test", 8)
    found = {(v.exercise, v.check): v for v in grader.judged(Submission("ada", "regularization", source.encode()))}
    for exercise in ("dropout_forward", "he_init"):
        assert "another generator gives the same result" in found[exercise, "chance"].message
