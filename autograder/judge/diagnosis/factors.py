"""Constant factors between wrong and right arrays, named if they are a size or an argument; wrong step sizes."""

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judge.diagnosis.comparison import SAME, TELLING, Comparison
from autograder.worker.inputs import Array

UPSTREAM = "dout"  # the gradient from above, which nothing changes step by step
SHIFTED, IN_PLACES = "is off by the same number everywhere", "is off by the same number wherever it is wrong"
CLOSE = 1e-3  # how far a factor is from 1 before it is one


def factor(wrong: Sequence[Comparison]) -> str | None:
    """By which constant all results are too large or too small."""
    factors = [_times(one, one.got, one.expected) for one in wrong]
    return _named_factor(wrong, factors, "returns", "what is right")


def step(wrong: Sequence[Comparison]) -> str | None:
    """Whether an argument is changed by a multiple of the right change, as the weights are by an optimizer."""
    for name in _arrays_like_results(wrong):
        before = [np.asarray(one.given[name], float) for one in wrong]
        factors = [_times(one, one.got - w, one.expected - w) for one, w in zip(wrong, before, strict=True)]
        said = _named_factor(wrong, factors, f"changes {name} by", "the right step")
        if said:
            return f"moves {name} the opposite way" if np.allclose(factors, -1, rtol=SAME) else said  # type: ignore[arg-type]  # no None among them
    return None


def excess(wrong: Sequence[Comparison]) -> str | None:
    """Whether all results are too large, or too small, by an argument, as by what was to be added to zeros."""
    for name in _arrays_like_results(wrong):
        arrays = [(one, np.asarray(one.given[name], float)) for one in wrong]
        if all(np.any(array) for _, array in arrays):
            if all(one.equals(one.expected + array) for one, array in arrays):
                return f"returns what is right plus {name}"
            if all(one.equals(one.expected - array) for one, array in arrays):
                return f"returns what is right minus {name}"
    return None


def _times(one: Comparison, got: Array, expected: Array) -> float | None:
    """The number by which ``expected`` becomes ``got``, if it is neither 0 nor close to 1."""
    if got.shape != expected.shape or not np.all(np.isfinite(got)) or np.count_nonzero(expected) == 0:
        return None
    with np.errstate(all="ignore"):
        found = float(np.sum(got * expected) / np.sum(expected**2))
        telling = found and np.isfinite(found) and abs(found - 1) > CLOSE
        return found if telling and one.same(got, found * expected) else None


def _named_factor(wrong: Sequence[Comparison], factors: Sequence[float | None], verb: str, what: str) -> str | None:
    """What the factors are; a size or argument is named only if it varies, or it might be any number."""
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors):
        return None
    for sentence, sizes in _sizes(wrong):
        if len(set(sizes)) > 1 and np.allclose(known, sizes, rtol=SAME, atol=0):
            return sentence
    if not np.allclose(known, known[0], rtol=SAME, atol=0):
        return None
    named = {2.0: f"{verb} twice {what}", 0.5: f"{verb} half of {what}"}
    usual = next((sentence for c, sentence in named.items() if abs(known[0] - c) < SAME), None)
    return usual or f"{verb} {what} times a constant"


def _sizes(wrong: Sequence[Comparison]) -> Iterator[tuple[str, list[float]]]:
    batch, features = ([float(one.sizes[place]) for one in wrong] for place in (0, 1))
    size = [float(one.size) for one in wrong]
    if all(one.batched for one in wrong):
        yield "sums over the batch where the mean is asked: all is N times as large", batch
        yield "divides by the length N of the batch once too often", [1 / n for n in batch]
        yield "takes half of the sum over the batch where the mean is asked", [n / 2 for n in batch]
    yield "sums over the elements of a row where the mean is asked", features
    yield "divides by the length of a row once too often", [1 / n for n in features]
    yield "sums over all elements where the mean is asked", size
    yield "divides by the number of elements once too often", [1 / n for n in size]
    yield "takes half of the sum of all elements where the mean is asked", [n / 2 for n in size]
    for name in wrong[0].given:
        lists = [
            float(len(value)) for one in wrong if isinstance(value := one.given.get(name), (list, tuple)) and value
        ]
        if len(lists) == len(wrong):
            yield f"multiplies by the length of {name} once too often", lists
            yield f"divides by the length of {name} once too often", [1 / length for length in lists]
        numbers = [float(value) for one in wrong if isinstance(value := one.given.get(name), (int, float)) and value]
        if len(numbers) == len(wrong):
            yield f"multiplies by {name} once too often", numbers
            yield f"leaves out a factor of {name}, or divides by it once too often", [1 / number for number in numbers]


def _arrays_like_results(wrong: Sequence[Comparison]) -> list[str]:
    """The arguments that are arrays as large as the results they led to."""

    def fits(name: str, one: Comparison) -> bool:
        value = one.given.get(name)
        return isinstance(value, np.ndarray) and value.shape == one.expected.shape == one.got.shape

    return [name for name in wrong[0].given if name != UPSTREAM and all(fits(name, one) for one in wrong)]


def shift(wrong: Sequence[Comparison]) -> str | None:
    """Whether all results are off by the same number."""
    if any(one.got.shape != one.expected.shape for one in wrong):
        return None
    with np.errstate(all="ignore"):
        apart = np.concatenate([(one.got - one.expected).ravel() for one in wrong])
    if not np.all(np.isfinite(apart)):
        return None
    scale = max(float(np.max(np.abs(one.expected), initial=0.0)) for one in wrong)
    constant = np.ptp(apart) <= SAME * scale < np.min(np.abs(apart))
    constant &= np.ptp(np.concatenate([one.got.ravel() for one in wrong])) > SAME * scale
    return SHIFTED if constant else None


def limits(wrong: Sequence[Comparison]) -> str | None:
    """Whether all results are right but for what lies beyond a limit, at which they are cut off."""
    if any(one.got.shape != one.expected.shape for one in wrong):
        return None
    got, expected = (np.concatenate([getattr(one, which).ravel() for one in wrong]) for which in ("got", "expected"))
    if not got.size or not np.all(np.isfinite(got)):
        return None
    low, high = got.min(), got.max()
    beyond = {"below": expected[got == low], "above": expected[got == high]}
    cut = [side for side, numbers in beyond.items() if np.unique(numbers).size >= TELLING]
    inside = np.unique(got[(got > low) & (got < high)]).size >= TELLING
    limited = all(one.same(one.got, np.clip(one.expected, low, high)) for one in wrong)
    return f"cuts off what is {' or '.join(cut)} a limit" if cut and inside and limited else None
