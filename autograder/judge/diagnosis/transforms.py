"""Relations between a wrong array and the right one.  Their sentences complete "It looks as if the code ..."."""

from collections.abc import Callable

import numpy as np

from autograder.compare.difference import error
from autograder.judge.diagnosis.comparison import SAME, TELLING, Comparison
from autograder.worker.inputs import Array

CUT = 0.01  # how far from a whole number something is that can be cut off
INSIDE = 12  # right elements that are needed before the edges are blamed

Relation = Callable[[Comparison], bool]


def _negated(one: Comparison) -> bool:
    return one.equals(-one.expected)


def _extra_axis(one: Comparison) -> bool:
    shapes = {array.shape: tuple(length for length in array.shape if length > 1) for array in (one.got, one.expected)}
    return len(shapes) == 2 and len(set(shapes.values())) == 1 and one.same(one.got.ravel(), one.expected.ravel())


def _reshaped(one: Comparison) -> bool:
    return one.got.shape != one.expected.shape and one.same(one.got.ravel(), one.expected.ravel())


def _repeated(one: Comparison) -> bool:
    if one.got.ndim != one.expected.ndim + 1 or one.got.ndim < 2:
        return False
    return any(all(one.same(part, one.expected) for part in np.moveaxis(one.got, axis, 0)) for axis in (0, -1))


def _transposed(one: Comparison) -> bool:
    return one.expected.ndim >= 2 and one.equals(np.swapaxes(one.expected, -1, -2))


def _reversed(one: Comparison) -> bool:
    axes = range(one.expected.ndim)
    return any(one.equals(np.flip(one.expected, axis)) for axis in axes)


def _late(one: Comparison) -> bool:
    return _is_sequence(one) and one.same(one.got[1:], one.expected[:-1])


def _early(one: Comparison) -> bool:
    return _is_sequence(one) and one.same(one.got[:-1], one.expected[1:])


def _is_sequence(one: Comparison) -> bool:
    return one.got.shape == one.expected.shape and one.got.ndim > 0 and len(one.got) > TELLING


def _one_more(before: bool, swap: bool = False) -> Relation:
    """Whether got has one more along an axis than is right, before it or after it; ``swap`` asks for one less."""

    def holds(one: Comparison) -> bool:
        long, short = (one.expected, one.got) if swap else (one.got, one.expected)
        if long.ndim != short.ndim:
            return False
        more = [axis for axis in range(long.ndim) if long.shape[axis] != short.shape[axis]]
        if len(more) != 1 or long.shape[more[0]] != short.shape[more[0]] + 1:
            return False
        kept = slice(1, None) if before else slice(None, -1)
        return one.same(np.moveaxis(long, more[0], 0)[kept], np.moveaxis(short, more[0], 0))

    return holds


def _truncated(one: Comparison) -> bool:
    if np.count_nonzero(np.abs(one.expected - np.round(one.expected)) > CUT) < TELLING:
        return False  # whole numbers and tiny ones tell nothing
    if np.unique(one.got).size < TELLING:
        return False  # a step gives whole numbers too
    return any(one.equals(cut(one.expected)) for cut in (np.trunc, np.floor, np.round))


def _imprecise(one: Comparison) -> bool:
    return one.equals(one.expected)


def _computed(function: Callable[[Array], Array]) -> Relation:
    """Whether got is a function of expected, which changes enough of it to be told from a coincidence."""

    def holds(one: Comparison) -> bool:
        with np.errstate(all="ignore"):
            image = function(one.expected)
        if not one.equals(image) or not np.all(np.isfinite(image)):
            return False
        changed = np.unique(one.expected[~np.isclose(image, one.expected, rtol=CUT)])
        return changed.size >= TELLING

    return holds


def _rearranged(one: Comparison) -> bool:
    if one.got.shape != one.expected.shape or np.unique(one.expected).size <= TELLING:
        return False
    return one.same(np.sort(one.got, axis=None), np.sort(one.expected, axis=None))


def _accumulated(one: Comparison) -> bool:
    axes = range(one.expected.ndim)
    return one.expected.size > TELLING and any(one.equals(np.cumsum(one.expected, axis)) for axis in axes)


def _each_row(combine: Callable[[Array, Array], Array], axis: int) -> Relation:
    """Whether got and expected, combined, are the same along ``axis``, but not everywhere."""

    def holds(one: Comparison) -> bool:
        if one.expected.ndim < 2 or one.got.shape != one.expected.shape or min(one.expected.shape) < TELLING:
            return False
        with np.errstate(all="ignore"):
            combined = combine(one.got, one.expected)
        if not np.all(np.isfinite(combined)) or (combine is np.divide and not np.all(combined)):
            return False
        own = np.broadcast_to(np.take(combined, [0], axis), combined.shape)
        return one.same(combined, own) and not one.same(combined, np.full(combined.shape, combined.flat[0]))

    return holds


def _not_reduced(whole: Callable[[Array], float]) -> Relation:
    """Whether a single number is asked, and ``whole`` makes it of the elements that came back."""

    def holds(one: Comparison) -> bool:
        if one.expected.ndim or not one.got.ndim or one.got.size < TELLING:
            return False
        return one.same(np.asarray(whole(one.got)), one.expected)

    return holds


def _zero(one: Comparison) -> bool:
    return one.got.shape == one.expected.shape and not np.any(one.got)


def _but_for_edges(one: Comparison) -> bool:
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
    ("puts one too many before the right values", _one_more(before=True)),
    ("puts one too many after the right values", _one_more(before=False)),
    ("leaves out the first of the right values", _one_more(before=True, swap=True)),
    ("leaves out the last of the right values", _one_more(before=False, swap=True)),
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
    ("returns all elements of a sum instead of the sum", _not_reduced(np.sum)),
    ("returns all elements of a mean instead of the mean", _not_reduced(np.mean)),
    (
        "returns all elements, of which the sum over each row and the mean over the rows is asked",
        _not_reduced(lambda got: float(np.sum(got)) / len(got)),
    ),
    ("gives 0 where something else is right", _zero),
    ("adds up what should stand by itself", _accumulated),
    ("returns the right numbers in other places", _rearranged),
)

OF_EACH_NUMBER: tuple[tuple[str, Relation], ...] = (
    ("loses the signs: all is positive", _computed(np.abs)),
    ("returns the square of what is right", _computed(np.square)),
    ("returns the square root of what is right", _computed(np.sqrt)),
    ("returns the reciprocal of what is right", _computed(np.reciprocal)),
    ("returns one minus what is right", _computed(lambda x: 1 - x)),
    ("returns the exponential of what is right", _computed(np.exp)),
    ("returns the logarithm of what is right", _computed(np.log)),
)
"""These hold for numbers wherever they stand, so that the results of many calls are as good as one array."""
