"""A short record of a result, which equal results share: its form, and its numbers along fixed random directions."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

Array = np.ndarray[Any, Any]
DIRECTIONS = 2  # numbers that are alike in both by chance differ by less than the square of what is allowed
CLOSE = 1e-7  # how far from each other numbers may be, relative to the largest and for each root of their count
MOST = 200_000  # numbers of a part that are looked at; one that has more is like no other
LEAVES = 10_000
LARGEST = 1e280  # larger numbers count as infinite, so that nothing overflows


@dataclass(frozen=True)
class Sketch:
    """One part of a result: the structure, shapes and kinds of numbers in it, and its products with the directions."""

    form: str
    products: tuple[float, ...] = ()


TOO_LARGE = Sketch("too large", (math.nan,))  # which equals nothing, not even itself


@dataclass(frozen=True)
class Traced:
    """A sketch of a part of a student's result, with how far another one may be from it."""

    sketch: Sketch
    allowed: float

    def fits(self, other: Sketch) -> bool:
        """Whether the other result is the same."""
        pairs = zip(self.sketch.products, other.products, strict=True)
        return self.sketch.form == other.form and all(abs(one - two) <= self.allowed for one, two in pairs)


@dataclass(frozen=True)
class Slips:
    """What the automatic slips give for one call: the sentence of each, and by its number the sketch of each part.

    A slip that says nothing about the call has no sketch of it.  ``mistakes`` are the named mistakes that each is made
    of, none for most.
    """

    says: Callable[[], Sequence[str]]
    mistakes: Callable[[], Sequence[Sequence[str]]]
    sketch: Callable[[int], tuple[Sketch, ...] | None]


def raised(what: str) -> tuple[Sketch, ...]:
    """The sketch of an outcome that is an exception or another end of the call."""
    return (Sketch(f"raised {what}"),)


def parts(value: Value) -> Sequence[Value]:
    """The parts of a result that have a sketch each: the items of a tuple, or all of it."""
    return value if isinstance(value, tuple) and value else (value,)


def sketches(value: Value, elementwise: bool) -> tuple[Sketch, ...]:
    """The sketch of each part; ``elementwise`` where each number is measured against itself."""
    return tuple(traced(part, elementwise, 0.0).sketch for part in parts(value))


def traced(part: Value, elementwise: bool, tolerance: float) -> Traced:
    """The sketch of one part, within the ``tolerance`` of a check that may be coarser than `CLOSE`."""
    found = list(islice(leaves(part), LEAVES + 1))
    if len(found) > LEAVES or sum(leaf.size for leaf in found if isinstance(leaf, np.ndarray)) > MOST:
        return Traced(TOO_LARGE, 0.0)
    arrays = [_array(leaf) for leaf in found]
    numbers = np.concatenate([np.zeros(0), *(array.ravel() for array in arrays if array is not None)])
    sizes = np.abs(numbers)
    within = sizes < LARGEST
    usual = bool(within.all())  # most numbers are, and need no second look
    forms = [_form(leaf, array, usual) for leaf, array in zip(found, arrays, strict=True)]
    scale = 1.0 if elementwise else float(np.max(sizes if usual else sizes[within], initial=0.0))
    known = numbers if usual else _finite(numbers, LARGEST / 100 if elementwise else scale)
    seen = _logarithms(known) if elementwise else known
    products = tuple(float(np.dot(direction, seen)) for direction in _directions(seen.size))
    container = type(part).__name__ if isinstance(part, (tuple, list, dict)) else ""
    return Traced(Sketch(f"{container}{forms}", products), max(CLOSE, tolerance) * scale * max(seen.size, 1) ** 0.5)


def _array(leaf: Value) -> Array | None:
    if not isinstance(leaf, (bool, int, float, np.generic, np.ndarray)):
        return None
    array = np.asarray(leaf)
    return array.astype(float, copy=False) if array.dtype.kind in "biuf" else None


def _form(leaf: Value, array: Array | None, usual: bool) -> str:
    """What is told of a leaf besides its numbers; ``usual`` where none of them is as large as infinity, or NaN."""
    if array is None:
        return f"{type(leaf).__name__} {leaf!r}" if isinstance(leaf, (str, bool, type(None))) else type(leaf).__name__
    kind = "f" if np.asarray(leaf).dtype.kind == "f" else "i"
    return f"{kind}{array.shape}{'' if usual else _odd(array)}"


def _odd(array: Array) -> str:
    """How many numbers are NaN, infinite and negatively infinite, if any is."""
    odd = [int(np.count_nonzero(test)) for test in (np.isnan(array), array >= LARGEST, array <= -LARGEST)]
    return f"{odd}" if any(odd) else ""


def _finite(numbers: Array, scale: float) -> Array:
    """The numbers, with others in the place of what is not finite."""
    found = np.where(np.isnan(numbers), 7 * scale + 1, np.clip(numbers, -LARGEST, LARGEST))
    return np.where(np.abs(found) >= LARGEST, np.sign(found) * (11 * scale + 1), found)


def _logarithms(known: Array) -> Array:
    """So that equal ratios are equal distances."""
    return np.asarray(np.sign(known) * (800 + np.log(np.abs(known) + 1e-320)))


@lru_cache(maxsize=16)
def _directions(size: int) -> Array:
    """Numbers between -2 and 2 that depend on their place alone, on every machine (Steele et al. 2014, SplitMix64)."""
    return np.array([_mixed(size, number) for number in range(DIRECTIONS)])


def _mixed(size: int, number: int) -> Array:
    z = (np.arange(size, dtype=np.uint64) + np.uint64((number + 1) << 40)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((z ^ (z >> np.uint64(31))) / 2.0**62 - 2)
