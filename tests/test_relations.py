"""Generic relations: each is recognised in whatever numbers, and nothing is recognised in unrelated ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge.diagnosis.comparison import Comparison, comparisons
from autograder.judge.diagnosis.regions import region
from autograder.judge.diagnosis.relations import opposite, relation, swapped
from tests.helpers.judging import edited, verdicts

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
    "the last of the right values": lambda x, n, d: x[..., :-1],
    "the first of the right values": lambda x, n, d: x[:, 1:],
    "one too many before": lambda x, n, d: np.concatenate([x[:1] - 0.3, x]),
    "one too many after": lambda x, n, d: np.concatenate([x, x[:, :1] - 0.3], axis=1),
    "after the point": lambda x, n, d: np.trunc(x),
    "axis of length 1": lambda x, n, d: x[..., None],
    "another shape": lambda x, n, d: x.ravel(),
    "repeats": lambda x, n, d: np.stack([x] * 3),
    "float32": lambda x, n, d: x.astype(np.float32).astype(np.float64),
    "factor in each row": lambda x, n, d: x * np.arange(1.0, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1)),
    "number in each column": lambda x, n, d: x + np.arange(x.shape[-1]),
    "gives 0": lambda x, n, d: 0 * x,
    "signs": lambda x, n, d: np.abs(x),
    "square of": lambda x, n, d: x * x,
    "reciprocal": lambda x, n, d: 1 / x,
    "one minus": lambda x, n, d: 1 - x,
    "exponential": lambda x, n, d: np.exp(x),
    "adds up": lambda x, n, d: np.cumsum(x, axis=1),
    "other places": lambda x, n, d: np.sort(x, axis=None).reshape(x.shape),
    "below or above a limit": lambda x, n, d: np.clip(x, -2.5, 2.5),
    "but for the edges": lambda x, n, d: np.pad(
        x[..., 1:-1, 1:-1], [(0, 0)] * (x.ndim - 2) + [(1, 1)] * 2, constant_values=9.0
    ),
}


def compared(got: Any, expected: Any, n: int = 5, d: int = 6, **given: Any) -> Comparison:
    """A result of a call whose first argument has N rows of D numbers."""
    return Comparison(np.asarray(got), np.asarray(expected), {"x": np.zeros((n, d)), **given})


def drawn(seed: int, shapes: list[tuple[int, ...]]) -> list[tuple[Array, int, int]]:
    """Random right values, with the sizes of the inputs behind them, which differ from call to call."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(scale=4, size=shape), 3 + 2 * i, 10 + 3 * i) for i, shape in enumerate(shapes)]


@pytest.mark.parametrize("named", SLIPS)
@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=2, max_size=3))
@settings(max_examples=25, deadline=None)
def test_a_slip_is_recognised(named: str, seed: int, shapes: list[tuple[int, ...]]) -> None:
    wrong = [compared(SLIPS[named](x, n, d), x, n, d) for x, n, d in drawn(seed, shapes)]
    said = relation(wrong)
    assert said is not None and named in said


@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=1, max_size=3), one=st.sampled_from(list(SLIPS)))
@settings(max_examples=200, deadline=None)
def test_one_result_that_is_otherwise_wrong_silences_it(seed: int, shapes: list[tuple[int, ...]], one: str) -> None:
    wrong = [compared(SLIPS[one](x, n, d), x, n, d) for x, n, d in drawn(seed, shapes)]
    odd = np.random.default_rng(seed + 1).normal(scale=4, size=(2, 5, 6))
    assert relation([*wrong, compared(odd[0], odd[1])]) is None


def test_yes_for_no_is_seen_where_it_is_so_everywhere_and_of_many_answers() -> None:
    yes = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    turned = [compared(1 - yes, yes), compared(1 - yes.T, yes.T)]
    assert opposite(turned) == "turns every yes into no and every no into yes"
    assert opposite(turned[:1]) is opposite([*turned, compared(yes, yes)]) is opposite([]) is None
    assert (
        opposite([compared(1 - 2 * yes, 2 * yes)] * 2) is opposite([compared(0 * yes[:1], 1 + 0 * yes[:1])] * 9) is None
    )


UNRELATED: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "ones": lambda x, rng: np.ones(x.shape),
    "nan": lambda x, rng: np.full(x.shape, np.nan),
    "chance": lambda x, rng: np.asarray(rng.normal(size=x.shape)),
    "noise": lambda x, rng: x + 1e-3 * rng.normal(size=x.shape),
    "cosine": lambda x, rng: np.cos(x),
    "other numbers shuffled": lambda x, rng: rng.permutation(2 * x.ravel()).reshape(x.shape),
    "one element": lambda x, rng: np.where(np.arange(x.size).reshape(x.shape) == x.size // 2, 0.0, x),
    "too short": lambda x, rng: x[:-2],
    "a number": lambda x, rng: np.asarray(x.sum()),
}


@pytest.mark.parametrize("kind", UNRELATED)
@given(seed=SEEDS, shapes=st.lists(SHAPES, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_nothing_is_said_of_unrelated_answers(kind: str, seed: int, shapes: list[tuple[int, ...]]) -> None:
    rng = np.random.default_rng(seed + 1)
    assert relation([compared(UNRELATED[kind](x, rng), x, n, d) for x, n, d in drawn(seed, shapes)]) is None


@pytest.mark.parametrize("numbers", [[], [3.0], [0.0, 0.0], [1.0, 1.0]])
def test_too_few_numbers_tell_nothing(numbers: list[float]) -> None:
    assert relation([compared(-x, x) for x in numbers]) is None


def test_outputs_in_another_order_are_seen_and_right_ones_are_not() -> None:
    a, b = np.arange(3.0), np.ones((2, 2))
    assert swapped((b, a), (a, b)) and not swapped((a, b), (a, b)) and not swapped((a, a), (a, b))


def test_what_is_built_otherwise_is_no_relation() -> None:
    given = {"x": np.ones((4, 2))}
    assert comparisons(given, [1.0], (1.0, 2.0), 1e-6, False) is None
    assert comparisons(given, "x", 1.0, 1e-6, False) is None
    right, wrong = comparisons(given, (1.0, 3.0), (1.0, 2.0), 1e-6, False) or []
    assert right.right and not wrong.right and (wrong.sizes, float(wrong.got)) == ((4, 2), 3.0)


def test_a_relation_is_told_where_no_named_mistake_fits() -> None:
    found = verdicts(
        "losses", edited("losses", ("np.sum(t * surprise) / len(p)", "np.sum(t * surprise) * -3.0 / len(p)"))
    )
    assert found["cross_entropy.batch"].mistake == "returns what is right times a constant"
    assert "It looks as if the code returns what is right times a constant." in found["cross_entropy.batch"].message


def test_an_option_that_spoils_all_is_named() -> None:
    source = edited("convnets") + (
        "\n\nright = conv2d_forward\n\n\ndef conv2d_forward(x, w, b, stride=1, pad=0):\n"
        "    out = right(x, w, b, stride, pad)\n    return out if stride == 1 else np.cos(out)\n"
    )
    said = {v.mistake for v in verdicts("convnets", source).values() if v.status == "failed"}
    assert said == {"goes wrong in every case where stride is not its default"}


def test_right_numbers_of_the_wrong_kind_are_no_relation() -> None:
    x = np.arange(12.0).reshape(3, 4)
    assert relation([compared(x, x)]) is None


def test_a_relation_has_to_explain_tiny_elements_too_where_each_counts() -> None:
    source = edited("activations") + (
        "\n\nright = sigmoid_derivative\n\n\ndef sigmoid_derivative(z):\n"
        "    d = right(z)\n    return np.where(np.abs(z) < 25, 2 * d, np.where(d < 1e-8 * d.max(), 0.0, d))\n"
    )
    failed = {v.check: v.mistake for v in verdicts("activations", source).values() if v.status == "failed"}
    assert "tails" in failed and set(failed.values()) == {None}


def test_a_relation_of_values_does_not_explain_a_changed_input() -> None:
    source = edited("convnets") + (
        "\n\nright = conv2d_forward\n\n\ndef conv2d_forward(x, w, b, stride=1, pad=0):\n"
        "    out = right(x, w, b, stride, pad)\n    b += 1\n    return out if stride == 1 else np.cos(out)\n"
    )
    failed = {v.check: v for v in verdicts("convnets", source).values() if v.status == "failed"}
    assert failed["stride"].mistake == "goes wrong in every case where stride is not its default"
    assert (failed["pure"].reason, failed["pure"].mistake) == ("property", "works on b itself instead of on a copy")


@given(seed=SEEDS, thousandths=st.lists(st.integers(10, 900), min_size=2, max_size=3, unique=True))
@settings(max_examples=25, deadline=None)
def test_steps_and_arguments_are_recognised(seed: int, thousandths: list[int]) -> None:
    rng, lrs = np.random.default_rng(seed), [number / 1000 for number in thousandths]

    def steps(taken: Callable[[Array, float], Any]) -> str | None:
        results = []
        for lr in lrs:
            w, dw = rng.normal(size=(2, 4, 3))
            results.append(compared(w - taken(dw, lr), w - lr * dw, w=w, lr=lr))
        return relation(results)

    assert steps(lambda dw, lr: -lr * dw) == "moves w the opposite way"
    assert steps(lambda dw, lr: dw) == "leaves out a factor of lr, or divides by it once too often"
    assert steps(lambda dw, lr: lr**2 * dw) == "multiplies by lr once too often"
    assert steps(lambda dw, lr: 3 * lr * dw) == "changes w by the right step times a constant"
    assert steps(lambda dw, lr: rng.normal(size=dw.shape)) is None


SPOILED: dict[str, Callable[[Array], Array]] = {
    "z is exactly 0": lambda z: z == 0,
    "z is further than 30 from 0": lambda z: np.abs(z) > 40,
    "z is negative": lambda z: z < 0,
    "z is positive": lambda z: z > 0,
}


@pytest.mark.parametrize("said", SPOILED)
@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_region_is_recognised_and_only_there(said: str, seed: int) -> None:
    z = np.concatenate([np.random.default_rng(seed).normal(scale=3, size=60), [0.0, 0.0, 100.0, -100.0]])
    right = np.tanh(z)
    wrong = Comparison(np.where(SPOILED[said](z), 7.0, right), right, {"z": z}, 1e-6)
    assert region([wrong], ["z"]) == f"goes wrong only where {said}"
    everywhere = Comparison(np.full(z.shape, 7.0), right, {"z": z}, 1e-6)
    assert region([wrong, everywhere], ["z"]) is None
