"""Compares values: structure, shape, finiteness, numbers and dtype kind, in this order."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.compare.words import counted, described, lacking, number
from autograder.records import Difference
from autograder.words import many
from autograder.worker.inputs import Array
from autograder.worker.wire import Value

Leaf = tuple[str, Value, Value]
FLOATS = (np.ndarray, float, np.float64)
LONGEST = 100_000  # items of a list that are looked at one by one


def mismatch(got: Value, expected: Value, any_length: bool = False) -> Difference | None:
    """The first way in which ``got`` cannot equal ``expected``, regardless of its numbers; or None.

    A Python number, a NumPy scalar and a 0-d array are equal, and so are tuples and lists as containers.
    ``(N,)`` and ``(N, 1)`` differ.  Booleans and integers are one kind, floating numbers another.
    With ``any_length`` a list may be longer or shorter, such as a history of another number of epochs, but not empty.
    """
    try:
        leaves = [*_leaves(got, expected, "", any_length)]
    except _Malformed as odd:
        return odd.difference
    return _first(leaves, _shape, _kind, _finite)


def difference(got: Value, expected: Value, tolerance: float, elementwise: bool = False) -> Difference | None:
    """The first way in which ``got`` is not ``expected``, or None: structure, shape, finiteness, values, then kind.

    Whole numbers are compared exactly, others by `error` within ``tolerance``.  The reason ``dtype`` says that all
    numbers are right, but for their kind.
    """
    if agree(got, expected, tolerance, elementwise):
        return None
    try:
        leaves = list(_leaves(got, expected, ""))
    except _Malformed as odd:
        return odd.difference
    return _first(leaves, _shape, _finite, partial(_value, tolerance=tolerance, elementwise=elementwise), _kind)


def alike(got: Value, expected: Value, tolerance: float, elementwise: bool = False, any_kind: bool = False) -> bool:
    """Whether there is no `difference`, whatever it would be: saying which takes three times as long.

    With ``any_kind`` the numbers alone count, and not their kind.
    """
    try:
        pairs = _leaves(got, expected, "")
        with np.errstate(all="ignore"):
            return all(_alike(g, e, tolerance, elementwise, any_kind) for _, g, e in pairs)
    except _Malformed:
        return False


def of_kind(got: Value, expected: Value) -> Value:
    """``got`` with its numbers in the kind that is expected, wherever that changes none of them."""
    if isinstance(expected, (tuple, list)) and isinstance(got, (tuple, list)) and len(got) == len(expected):
        return type(got)(of_kind(*pair) for pair in zip(got, expected, strict=True))
    if not isinstance(expected, (int, float, np.ndarray)) or not isinstance(got, (int, float, np.ndarray)):
        return got
    numbers, asked = np.asarray(got), np.asarray(expected)
    yes_or_no = asked.dtype.kind == "b" and numbers.dtype.kind != "b"
    if numbers.shape != asked.shape or not (yes_or_no or _kind("", numbers, asked)) or asked.dtype.kind not in "biuf":
        return got
    with np.errstate(all="ignore"):
        real = np.real(numbers)  # a complex number is only right where nothing is lost by this
        turned = real.astype({"f": float, "b": bool}.get(asked.dtype.kind, int))
    return turned if np.array_equal(turned, numbers) else got


def distance(got: Value, expected: Value, elementwise: bool = False) -> float:
    """The largest `error` of any array; infinite where not even structure, shape, dtype or finiteness agree."""
    try:
        leaves = [*_leaves(got, expected, "")]
    except _Malformed:
        return math.inf
    if any(g.shape != e.shape for _, g, e in leaves) or _first(leaves, _kind, _finite):
        return math.inf
    return max((_distance(g, e, elementwise) for _, g, e in leaves), default=0.0)


def error(got: Array, expected: Array, elementwise: bool = False) -> Array:
    """|got - expected| of each element, relative to max|expected|, or to its own |expected|.

    Where that is 0 the error is absolute.  Elements that are equally infinite or NaN have no error.
    """
    with np.errstate(all="ignore"):
        return _error(got, expected, elementwise)


def _error(got: Array, expected: Array, elementwise: bool) -> Array:
    same = np.equal(got, expected)
    if same.all():  # as most results are of most mistakes
        return np.zeros(same.shape)
    wide = np.complex128 if "c" in (got.dtype.kind, expected.dtype.kind) else np.float64
    got, expected = got.astype(wide, copy=False), expected.astype(wide, copy=False)
    finite = np.isfinite(expected)
    usual = finite.all()  # then equal elements have no error anyway
    size = np.abs(expected if usual else np.where(finite, expected, 0))
    scale = np.where(size > 0, size, 1.0) if elementwise else np.maximum.reduce(size, axis=None, initial=0.0) or 1.0
    apart = np.asarray(np.abs(got - expected) / scale)
    return apart if usual else np.where(same | (np.isnan(got) & np.isnan(expected)), 0.0, apart)


def agree(got: Value, expected: Value, tolerance: float, elementwise: bool = False) -> bool:
    """Whether there is no `difference` because all are finite floating numbers within the tolerance, as most are.

    The arithmetic is that of `error`, without what other kinds of number need: it takes a tenth of the time.
    """
    with np.errstate(all="ignore"):
        return _agree(got, expected, tolerance, elementwise)


def _agree(got: Value, expected: Value, tolerance: float, elementwise: bool) -> bool:
    if isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            return False
        expected, got = list(expected.values()), [got[key] for key in expected]
    if isinstance(expected, (tuple, list)):
        alike = isinstance(got, (tuple, list)) and len(got) == len(expected)
        return alike and all(_agree(g, e, tolerance, elementwise) for g, e in zip(got, expected, strict=True))
    return type(got) in FLOATS and type(expected) in FLOATS and _within(got, expected, tolerance, elementwise)


def _alike(got: Array, expected: Array, tolerance: float, elementwise: bool, any_kind: bool) -> bool:
    if got.shape != expected.shape:
        return False
    if got.dtype.kind == expected.dtype.kind == "f" and got.size and np.isfinite(expected).all():
        if not got.ndim:
            return _within(got.item(), expected.item(), tolerance, elementwise)
        return _within(got, expected, tolerance, elementwise)
    allowed = tolerance if expected.dtype.kind in "fc" else 0.0
    right = bool((_error(got, expected, elementwise) <= allowed).all())
    return right and (any_kind or _kind("", got, expected) is None)


def _within(got: Value, expected: Value, tolerance: float, elementwise: bool) -> bool:
    if type(got) is type(expected) is float:  # a tenth of the time of arrays
        size = abs(expected)
        return size < math.inf and abs(got - expected) / (size if size > 0 else 1.0) <= tolerance
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape or not got.size or not got.dtype.kind == expected.dtype.kind == "f":
        return False
    apart, size = np.abs(np.subtract(got, expected, dtype=np.float64)), np.abs(expected, dtype=np.float64)
    if elementwise:
        return bool(np.all(apart / np.where(size > 0, size, 1.0) <= tolerance) and np.all(size < math.inf))
    largest, off = np.maximum.reduce(size, axis=None), np.maximum.reduce(apart, axis=None)  # NaN where any is
    return bool(largest < math.inf and off / (largest if largest > 0 else 1.0) <= tolerance)


class _Malformed(Exception):
    def __init__(self, difference: Difference) -> None:
        self.difference = difference


class _Structure(_Malformed):
    def __init__(self, where: str, asked: str, came: str) -> None:
        super().__init__(Difference("structure", where, f"expected {asked}, got {came}"))


def leaf(got: Value, expected: Value, where: str) -> tuple[Array, Array] | None:
    """The pair of arrays at a place that a `Difference` names; None if there is none, or a text that differs."""
    try:
        return next(((g, e) for place, g, e in _leaves(got, expected, "") if place == where), None)
    except _Malformed:
        return None


def _leaves(got: Value, expected: Value, where: str, any_length: bool = False) -> Iterator[Leaf]:
    """Pairs of leaves with their place; raises `_Malformed` where containers or texts differ."""
    if type(got) is type(expected) is np.ndarray:
        yield where, got, expected
    elif isinstance(expected, (tuple, list)):
        if isinstance(expected, list) and isinstance(got, np.ndarray) and got.ndim == 1 and len(got) <= LONGEST:
            got = list(got)  # an array is as good as a list of numbers
        if any_length and isinstance(expected, list) and isinstance(got, list) and 0 < len(got) <= LONGEST:
            expected = expected if len(got) == len(expected) else expected[:1] * len(got)
        if not isinstance(got, (tuple, list)):
            raise _Structure(where, described(expected), described(got))
        if len(got) != len(expected):
            raise _Structure(where, many(len(expected), "item"), str(len(got)))
        for place, (g, e) in enumerate(zip(got, expected, strict=True)):
            yield from _leaves(g, e, f"{where}[{place}]", any_length)
    elif isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            raise _Structure(where, described(expected), described(got) + lacking(got, expected))
        for key in expected:
            yield from _leaves(got[key], expected[key], f"{where}[{key!r}]", any_length)
    elif expected is None or isinstance(expected, (str, bytes)):
        if type(got) is not type(expected):
            raise _Structure(where, described(expected), described(got))
        if got != expected:
            raise _Malformed(Difference("value", where, "the text is different"))
    elif not isinstance(got, (bool, int, float, np.ndarray, np.generic)):
        raise _Structure(where, described(expected), described(got))
    else:
        yield where, np.asarray(got), np.asarray(expected)


def _first(leaves: Sequence[Leaf], *stages: Callable[[str, Array, Array], Difference | None]) -> Difference | None:
    """The first difference of any leaf at the earliest stage."""
    found = (stage(*leaf) for stage in stages for leaf in leaves)
    return next((difference for difference in found if difference), None)


def _shape(where: str, got: Array, expected: Array) -> Difference | None:
    if got.shape == expected.shape:
        return None
    return Difference("shape", where, f"expected shape {expected.shape}, got {got.shape}")


def _kind(where: str, got: Array, expected: Array) -> Difference | None:
    """Floating where integer is asked, or the reverse; a single whole number such as 3.0 is a count all the same."""
    if expected.ndim == 0 and expected.dtype.kind in "biu" and got.dtype.kind == "f" and got == np.round(got):
        return None
    asked, came = (_kind_name(array.dtype) for array in (expected, got))
    if asked == came:
        return None
    what = "True and False" if got.dtype.kind == "b" else f"{came} ones"
    return Difference("dtype", where, f"expected {asked} numbers, got {what}")


def _kind_name(dtype: np.dtype[Any]) -> str:
    return {"f": "floating", "c": "complex"}.get(dtype.kind, "whole")


def _finite(where: str, got: Array, expected: Array) -> Difference | None:
    finite = np.isfinite(got)
    if finite.all():
        return None
    bad = ~finite & np.isfinite(expected)
    if not bad.any():
        return None
    kinds = " and ".join(name for name, test in (("NaN", np.isnan), ("infinite", np.isinf)) if test(got[bad]).any())
    first = _index(bad, bad)
    return Difference(
        "not_finite", where, f"{counted(bad)} {kinds}", f"The first is at index {list(first)}" if first else ""
    )


def _value(where: str, got: Array, expected: Array, tolerance: float, elementwise: bool) -> Difference | None:
    apart = error(got, expected, elementwise)
    bad = ~(apart <= (tolerance if expected.dtype.kind in "fc" else 0.0))
    if not bad.any():
        return None
    worst = _index(np.where(np.isnan(apart), np.inf, apart), bad)
    values = f"{number(got[worst])}{f' at index {list(worst)}' if worst else ''}, expected {number(expected[worst])}"
    largest = float(np.max(np.where(np.isnan(apart), np.inf, apart)[bad], initial=0.0))
    allowed = f"relative error is {largest:.1e}, allowed {tolerance:.0e}" if expected.dtype.kind in "fc" else ""
    if not worst:
        return Difference("value", where, f"the {allowed}" if allowed else "", f"It is {values}")
    amount = f"{counted(bad)} wrong" + (f"; the largest {allowed}" if allowed else "")
    return Difference("value", where, amount, f"The worst is {values}")


def _distance(got: Array, expected: Array, elementwise: bool) -> float:
    apart = error(got, expected, elementwise)
    if expected.dtype.kind not in "fc":
        return math.inf if apart.any() else 0.0
    worst = float(np.max(apart, initial=0.0))
    return math.inf if math.isnan(worst) else worst


def _index(size: Array, among: Array) -> tuple[int, ...]:
    """The index of the largest of ``size`` among the marked elements."""
    flat = np.argmax(np.where(among, size, -1.0))
    return tuple(int(i) for i in np.unravel_index(flat, among.shape))
