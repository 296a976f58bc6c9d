"""Generic relations: each is recognised in whatever numbers, and nothing is recognised in unrelated ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge.relations import Wrong, relation, swapped, wrong_arrays
from autograder.records import Call
from tests.test_judge import edited, verdicts

Array = np.ndarray[Any, Any]
SEEDS = st.integers(0, 2**32)
SHAPES = st.lists(st.integers(6, 8), min_size=2, max_size=3).map(tuple)

SLIPS: dict[str, Callable[[Array, int, int], Array]] = {
    "returns the negative": lambda x, n, d: -x,
    "sums over the batch": lambda x, n, d: n * x,
    "length N of the batch once too often": lambda x, n, d: 1 / n * x,
    "elements of a row": lambda x, n, d: d * x,
    "length of a row once too often": lambda x, n, d: 1 / d * x,
    "sums over all elements": lambda x, n, d: n * d * x,
    "twice": lambda x, n, d: 2 * x,
    "half": lambda x, n, d: 0.5 * x,
    "times a constant": lambda x, n, d: -0.3 * x,
    "same number everywhere": lambda x, n, d: x + 0.7,
    "transpose": lambda x, n, d: np.swapaxes(x, -1, -2),
    "reverse order": lambda x, n, d: x[::-1],
    "one step behind": lambda x, n, d: np.concatenate([x[:1], x[:-1]]),
    "one step ahead": lambda x, n, d: np.concatenate([x[1:], x[:1]]),
    "after the point": lambda x, n, d: np.trunc(x),
    "axis of length 1": lambda x, n, d: x[..., None],
    "another shape": lambda x, n, d: x.ravel(),
    "repeats": lambda x, n, d: np.stack([x] * 3),
    "float32": lambda x, n, d: x.astype(np.float32).astype(np.float64),
    "factor in each row": lambda x, n, d: x * np.arange(1.0, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1)),
    "number in each column": lambda x, n, d: x + np.arange(x.shape[-1]),
    "but for the edges": lambda x, n, d: np.pad(
        x[..., 1:-1, 1:-1], [(0, 0)] * (x.ndim - 2) + [(1, 1)] * 2, constant_values=9.0
    ),
}


def drawn(seed: int, shapes: list[tuple[int, ...]]) -> list[tuple[Array, int, int]]:
    """Random right values, with the sizes of the inputs behind them, which differ from call to call."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(scale=4, size=shape), 3 + 2 * i, 10 + 3 * i) for i, shape in enumerate(shapes)]


@pytest.mark.parametrize("named", SLIPS)
@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=2, max_size=3))
@settings(max_examples=25, deadline=None)
def test_a_slip_is_recognised(named: str, seed: int, shapes: list[tuple[int, ...]]) -> None:
    wrong = [Wrong(SLIPS[named](x, n, d), x, n, d) for x, n, d in drawn(seed, shapes)]
    said = relation(wrong)
    assert said is not None and named in said


@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=1, max_size=3), one=st.sampled_from(list(SLIPS)))
@settings(max_examples=200, deadline=None)
def test_one_result_that_is_otherwise_wrong_silences_it(seed: int, shapes: list[tuple[int, ...]], one: str) -> None:
    wrong = [Wrong(SLIPS[one](x, n, d), x, n, d) for x, n, d in drawn(seed, shapes)]
    odd = np.random.default_rng(seed + 1).normal(scale=4, size=(2, 5, 6))
    assert relation([*wrong, Wrong(odd[0], odd[1], 5, 6)]) is None


UNRELATED: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "zeros": lambda x, rng: np.zeros(x.shape),
    "ones": lambda x, rng: np.ones(x.shape),
    "nan": lambda x, rng: np.full(x.shape, np.nan),
    "chance": lambda x, rng: np.asarray(rng.normal(size=x.shape)),
    "noise": lambda x, rng: x + 1e-3 * rng.normal(size=x.shape),
    "absolute": lambda x, rng: np.abs(x),
    "square": lambda x, rng: x * x,
    "sorted": lambda x, rng: np.sort(x, axis=None).reshape(x.shape),
    "shuffled": lambda x, rng: rng.permutation(x.ravel()).reshape(x.shape),
    "clipped": lambda x, rng: np.clip(x, -0.5, 0.5),
    "one element": lambda x, rng: np.where(np.arange(x.size).reshape(x.shape) == x.size // 2, 0.0, x),
    "too short": lambda x, rng: x[:-1],
    "a number": lambda x, rng: np.asarray(x.sum()),
}


@pytest.mark.parametrize("kind", UNRELATED)
@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_nothing_is_said_of_unrelated_answers(kind: str, seed: int, shapes: list[tuple[int, ...]]) -> None:
    rng = np.random.default_rng(seed + 1)
    assert relation([Wrong(UNRELATED[kind](x, rng), x, n, d) for x, n, d in drawn(seed, shapes)]) is None


@pytest.mark.parametrize("numbers", [[], [3.0], [0.0, 0.0], [1.0, 1.0]])
def test_too_few_numbers_tell_nothing(numbers: list[float]) -> None:
    assert relation([Wrong(np.asarray(-x), np.asarray(x), 4, 2) for x in numbers]) is None


def test_outputs_in_another_order_are_seen_and_right_ones_are_not() -> None:
    a, b = np.arange(3.0), np.ones((2, 2))
    assert swapped((b, a), (a, b)) and not swapped((a, b), (a, b)) and not swapped((a, a), (a, b))


def test_what_is_built_otherwise_is_no_relation() -> None:
    call = Call("e", "c", "", hidden=False, function="e", args=(np.ones((4, 2)),), options={})
    assert wrong_arrays(call, [1.0], (1.0, 2.0), 1e-6, False) is None
    assert wrong_arrays(call, "x", 1.0, 1e-6, False) is None
    [one] = wrong_arrays(call, (1.0, 3.0), (1.0, 2.0), 1e-6, False) or []
    assert (one.batch, one.features, float(one.got)) == (4, 2, 3.0)


def test_a_relation_is_told_where_no_named_mistake_fits() -> None:
    found = verdicts(
        "losses", edited("losses", ("np.sum(t * surprise) / len(p)", "np.sum(t * surprise) * -3.0 / len(p)"))
    )
    assert found["cross_entropy.batch"].mistake == "returns what is right times a constant"
    assert "It looks as if the code returns what is right times a constant." in found["cross_entropy.batch"].message


def test_an_option_that_spoils_all_is_named() -> None:
    source = edited("convnets") + (
        "\n\nright = conv2d_forward\n\n\ndef conv2d_forward(x, w, b, stride=1, pad=0):\n"
        "    out = right(x, w, b, stride, pad)\n    return out if stride == 1 else np.abs(out)\n"
    )
    said = {v.mistake for v in verdicts("convnets", source).values() if v.status == "failed"}
    assert said == {"goes wrong wherever stride is not its default"}


def test_right_numbers_of_the_wrong_kind_are_no_relation() -> None:
    x = np.arange(12.0).reshape(3, 4)
    assert relation([Wrong(x, x, 3, 4)]) is None


def test_a_relation_has_to_explain_tiny_elements_too_where_each_counts() -> None:
    source = edited("activations") + (
        "\n\nright = sigmoid_derivative\n\n\ndef sigmoid_derivative(z):\n"
        "    d = right(z)\n    return np.where(np.abs(z) < 25, 2 * d, np.where(d < 1e-8 * d.max(), 0.0, d))\n"
    )
    failed = {v.check: v.mistake for v in verdicts("activations", source).values() if v.status == "failed"}
    assert "tails" in failed and set(failed.values()) == {None}


def test_a_relation_of_values_explains_no_broken_rule() -> None:
    source = edited("convnets") + (
        "\n\nright = conv2d_forward\n\n\ndef conv2d_forward(x, w, b, stride=1, pad=0):\n"
        "    out = right(x, w, b, stride, pad)\n    b += 1\n    return out if stride == 1 else np.abs(out)\n"
    )
    failed = {v.check: v for v in verdicts("convnets", source).values() if v.status == "failed"}
    assert failed["stride"].mistake == "goes wrong wherever stride is not its default"
    assert failed["pure"].reason == "property" and failed["pure"].mistake is None
