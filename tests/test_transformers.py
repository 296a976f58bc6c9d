"""How a transformer that copies is measured."""

from dataclasses import replace

import numpy as np

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.cases import transformer_weights
from autograder.exercise.metrics import miscopied
from autograder.exercise.properties import later_changes_nothing_before
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import reference_values, replies
from tests.conftest import REPOSITORY

ROWS, LENGTH, SYMBOLS = 20, 3, 4


def test_what_is_copied_wrongly_is_counted_on_the_models_own_scores() -> None:
    """Against the reference of transformer_lm, which is torch's, on a model that gets about a quarter right."""
    import torch

    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "attention").exercise("transformer_lm")
    rng = np.random.default_rng(0)
    params = transformer_weights(rng, tokens=SYMBOLS + 1, depth=6, hidden=5, blocks=2, gain=1.5)
    symbols = rng.integers(SYMBOLS, size=(ROWS, LENGTH))
    rows = np.concatenate([symbols, np.full((ROWS, 1), SYMBOLS), symbols], axis=1)
    e, blocks, gamma, w_out = params
    tensors = [torch.from_numpy(w) for w in (e, gamma, w_out)]
    of_blocks = [[torch.from_numpy(w) for w in block] for block in blocks]
    assert callable(exercise.reference)
    scores = exercise.reference(torch.from_numpy(rows[:, :-1]), (tensors[0], of_blocks, *tensors[1:]), 2)
    expected = float(np.mean(scores[:, LENGTH:].argmax(dim=2).numpy() != symbols))
    inputs = {"params": params, "config": {"h": 2}}
    assert 0 < expected < 1 and miscopied(inputs, (params, None, []), {"ids": rows}) == expected


def test_a_model_with_other_blocks_copies_nothing() -> None:
    params = transformer_weights(np.random.default_rng(0), tokens=3, depth=4, hidden=2, blocks=2)
    known = {"ids": np.array([[0, 2, 0]])}
    shorter = (params[0], params[1][:1], *params[2:])
    assert miscopied({"params": params, "config": {"h": 1}}, (shorter, None, []), known) == 1


def test_a_right_result_that_changes_by_next_to_nothing_is_causal_too() -> None:
    """A hidden draw of transformer_lm, with one number in each row, was failed by right work."""
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "attention").exercise("transformer_lm")
    narrow = replace(exercise, checks={"causal": exercise.checks["causal"]})
    calls = [group.call for group in draw_hidden(narrow, b"one-secret-that-is-long-enough-for-this", 2, [])]
    results = [reply["returned"] for reply in replies(narrow, narrow.source.text, calls)]
    later = [abs(r["after"] - r["before"])[:, c.known["place"] :].max() for r, c in zip(results, calls, strict=True)]
    assert min(later) < 1e-9
    assert not any(later_changes_nothing_before({}, r, c.known) for r, c in zip(results, calls, strict=True))


def test_a_result_that_does_not_change_is_not_of_the_sequence() -> None:
    same = np.ones((1, 3, 2))
    assert later_changes_nothing_before({}, {"before": same, "after": same}, {"place": 1})
    assert later_changes_nothing_before({}, {"before": same, "after": 2 * same}, {"place": 1})


def test_where_a_gradient_is_0_the_expected_one_is_exactly_0() -> None:
    """On some processors torch's attention left rounding errors, so that right work, with 0, was failed."""
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "attention").exercise(
        "transformer_block_backward"
    )
    calls = [group.call for group in draw_public(exercise) if group.call.check == "layer"]
    for _, (_, dwq, dwk, *others) in reference_values(exercise, calls):
        assert not np.any(dwq) and not np.any(dwk) and all(map(np.any, others))
