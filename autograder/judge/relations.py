"""Generic relations: how wrong values come out of the right ones, where no named mistake explains them.

A relation is asked of everything that is wrong in a check at once, and its sentence is given only if it explains
all of it.  The sentences complete "It looks as if the code ...".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judge.compare import difference, distance, error
from autograder.records import Call
from autograder.worker.wire import Value

Array = np.ndarray[Any, Any]
SAME = 1e-6  # how close values come to what a relation says of them
CUT = 0.01  # how far from a whole number something is that can be cut off
INSIDE = 12  # right elements that are needed before the edges are blamed
TELLING = 3  # different numbers that are needed before a relation between two arrays says anything


@dataclass(frozen=True, eq=False)
class Wrong:
    """One wrong array, what it should be, the sizes of its call's first array, and whether each element counts."""

    got: Array
    expected: Array
    batch: int
    features: int
    elementwise: bool = False

    def equals(self, array: Array) -> bool:
        """Whether ``array`` is what came back."""
        return self.same(self.got, array)

    def same(self, got: Array, array: Array) -> bool:
        """Whether two arrays agree, each element by itself where the check asks for that."""
        return _same(got, array, self.elementwise)


Relation = Callable[[Wrong], bool]


def relation(wrong: Sequence[Wrong]) -> str | None:
    """The first sentence that explains every wrong array; None if none does, or if they are too few to tell."""
    if not _telling(wrong) or any(np.array_equal(one.got, one.expected) for one in wrong):
        return None  # right numbers of the wrong kind stand in no relation but that
    for sentence, holds in EACH:
        if all(holds(one) for one in wrong):
            return sentence
    factors = [_factor(one) for one in wrong]
    return _named_factor(wrong, [f for f in factors if f is not None]) if None not in factors else _shift(wrong)


def wrong_arrays(call: Call, got: Value, expected: Value, allowed: float, elementwise: bool) -> list[Wrong] | None:
    """The arrays of a result that are further off than ``allowed``; None where the result is built in another way."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            return None
        parts = [wrong_arrays(call, *pair, allowed, elementwise) for pair in zip(got, expected, strict=True)]
        return None if None in parts else [one for part in parts if part for one in part]
    if expected is None:
        return []
    if not isinstance(expected, (int, float, np.ndarray)) or not isinstance(got, (int, float, np.ndarray)):
        return None
    if difference(got, expected, allowed, elementwise) is None:
        return []
    arrays = [value for value in (*call.args, *call.options.values()) if isinstance(value, np.ndarray) and value.ndim]
    sizes = arrays[0].shape if arrays else (1,)
    return [Wrong(np.asarray(got, float), np.asarray(expected, float), sizes[0], sizes[-1], elementwise)]


def swapped(got: Value, expected: Value) -> bool:
    """Whether a tuple has the right items in another order."""
    if not isinstance(got, (tuple, list)) or not isinstance(expected, tuple) or len(got) != len(expected):
        return False
    alike = [[distance(g, e) <= SAME for e in expected] for g in got]
    once = all(sum(row) == 1 for row in alike) and all(sum(column) == 1 for column in zip(*alike, strict=True))
    return once and not all(row[place] for place, row in enumerate(alike))


def _telling(wrong: Sequence[Wrong]) -> bool:
    return np.unique([number for one in wrong for number in one.expected.ravel()]).size >= TELLING


def _same(got: Array, expected: Array, elementwise: bool = False) -> bool:
    return got.shape == expected.shape and bool(np.max(error(got, expected, elementwise), initial=0.0) <= SAME)


def _negated(one: Wrong) -> bool:
    return one.equals(-one.expected)


def _extra_axis(one: Wrong) -> bool:
    shapes = {array.shape: tuple(length for length in array.shape if length > 1) for array in (one.got, one.expected)}
    return len(shapes) == 2 and len(set(shapes.values())) == 1 and one.same(one.got.ravel(), one.expected.ravel())


def _reshaped(one: Wrong) -> bool:
    return one.got.shape != one.expected.shape and one.same(one.got.ravel(), one.expected.ravel())


def _repeated(one: Wrong) -> bool:
    if one.got.ndim != one.expected.ndim + 1 or one.got.ndim < 2:
        return False
    return any(all(one.same(part, one.expected) for part in np.moveaxis(one.got, axis, 0)) for axis in (0, -1))


def _transposed(one: Wrong) -> bool:
    return one.expected.ndim >= 2 and one.equals(np.swapaxes(one.expected, -1, -2))


def _reversed(one: Wrong) -> bool:
    axes = range(one.expected.ndim)
    return any(one.equals(np.flip(one.expected, axis)) for axis in axes)


def _late(one: Wrong) -> bool:
    return _is_sequence(one) and one.same(one.got[1:], one.expected[:-1])


def _early(one: Wrong) -> bool:
    return _is_sequence(one) and one.same(one.got[:-1], one.expected[1:])


def _is_sequence(one: Wrong) -> bool:
    return one.got.shape == one.expected.shape and one.got.ndim > 0 and len(one.got) > TELLING


def _truncated(one: Wrong) -> bool:
    if np.count_nonzero(np.abs(one.expected - np.round(one.expected)) > CUT) < TELLING:
        return False  # whole numbers and tiny ones tell nothing
    return any(one.equals(cut(one.expected)) for cut in (np.trunc, np.floor, np.round))


def _imprecise(one: Wrong) -> bool:
    return one.equals(one.expected)


def _each_row(combine: Callable[[Array, Array], Array], axis: int) -> Relation:
    """Whether got and expected, combined, are the same along ``axis``, but not everywhere."""

    def holds(one: Wrong) -> bool:
        if one.expected.ndim < 2 or one.got.shape != one.expected.shape or min(one.expected.shape) < TELLING:
            return False
        with np.errstate(all="ignore"):
            combined = combine(one.got, one.expected)
        if not np.all(np.isfinite(combined)) or (combine is np.divide and not np.all(combined)):
            return False
        own = np.broadcast_to(np.take(combined, [0], axis), combined.shape)
        return _same(combined, own) and not _same(combined, np.full(combined.shape, combined.flat[0]))

    return holds


def _but_for_edges(one: Wrong) -> bool:
    if one.got.shape != one.expected.shape or one.expected.ndim < 1 or one.expected.shape[-1] < TELLING:
        return False
    got, expected = one.got[..., 1:-1], one.expected[..., 1:-1]
    if expected.ndim > 1 and expected.shape[-2] >= TELLING:
        got, expected = got[..., 1:-1, :], expected[..., 1:-1, :]
    spoiled = np.count_nonzero(error(one.got, one.expected) > SAME)
    side = min(length for length in one.expected.shape[-2:] if length >= TELLING)
    return expected.size >= INSIDE and spoiled >= side and one.same(got, expected)


EACH: tuple[tuple[str, Relation], ...] = (
    ("keeps an axis of length 1 that should go, or drops one that should stay", _extra_axis),
    ("returns the right numbers in another shape", _reshaped),
    ("repeats the right values along one axis too many, as (N,) and (N, 1) do when they are combined", _repeated),
    ("returns the negative of what is right", _negated),
    ("returns the transpose of what is right", _transposed),
    ("returns the right values in the reverse order", _reversed),
    ("is one step behind", _late),
    ("is one step ahead", _early),
    ("cuts off what comes after the point, as integers do", _truncated),
    ("loses precision, as float32 does", _imprecise),
    (
        "is off by another factor in each row: a sum, mean or maximum may run over the wrong axis",
        _each_row(np.divide, -1),
    ),
    ("is off by another factor in each column: a sum or mean may run over the wrong axis", _each_row(np.divide, 0)),
    ("is off by another number in each row", _each_row(np.subtract, -1)),
    ("is off by another number in each column", _each_row(np.subtract, 0)),
    ("is right but for the edges", _but_for_edges),
)


def _factor(one: Wrong) -> float | None:
    """The number other than 0 by which ``expected`` becomes ``got``."""
    if one.got.shape != one.expected.shape or not np.all(np.isfinite(one.got)) or not np.any(one.expected):
        return None
    with np.errstate(all="ignore"):
        found = float(np.sum(one.got * one.expected) / np.sum(one.expected**2))
        return found if found and np.isfinite(found) and one.equals(found * one.expected) else None


def _named_factor(wrong: Sequence[Wrong], factors: Sequence[float]) -> str | None:
    """What the factors are; a size is named only if it differs from call to call, or it might be any number."""
    for sentence, sizes in _sizes(wrong):
        if len(set(sizes)) > 1 and np.allclose(factors, sizes, rtol=SAME, atol=0):
            return sentence
    if not np.allclose(factors, factors[0], rtol=SAME, atol=0):
        return None
    named = {2.0: "returns twice what is right", 0.5: "returns half of what is right"}
    known = next((sentence for c, sentence in named.items() if abs(factors[0] - c) < SAME), None)
    return known or "returns what is right times a constant"


def _sizes(wrong: Sequence[Wrong]) -> Iterator[tuple[str, list[float]]]:
    batch, features = [float(one.batch) for one in wrong], [float(one.features) for one in wrong]
    size = [float(one.batch * one.features) for one in wrong]
    yield "sums over the batch where the mean is asked: all is N times as large", batch
    yield "divides by the length N of the batch once too often", [1 / n for n in batch]
    yield "sums over the elements of a row where the mean is asked", features
    yield "divides by the length of a row once too often", [1 / n for n in features]
    yield "sums over all elements where the mean is asked", size
    yield "divides by the number of elements once too often", [1 / n for n in size]


def _shift(wrong: Sequence[Wrong]) -> str | None:
    if any(one.got.shape != one.expected.shape for one in wrong):
        return None
    apart = np.concatenate([(one.got - one.expected).ravel() for one in wrong])
    scale = max(float(np.max(np.abs(one.expected), initial=0.0)) for one in wrong)
    constant = np.all(np.isfinite(apart)) and np.ptp(apart) <= SAME * scale < np.min(np.abs(apart))
    constant &= np.ptp(np.concatenate([one.got.ravel() for one in wrong])) > SAME * scale
    return "is off by the same number everywhere" if constant else None
