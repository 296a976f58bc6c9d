"""Cases that a student can do by hand: when one is small enough, and a generator that draws short numbers for it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.worker.inputs import Array, Handle
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

MOST_BY_HAND = 40  # numbers that go into a call, and as many that come back
ROOM, SPARE = 1.25, 3  # how many numbers there are to choose from: so many times as many as are drawn, and three
FINEST = 2.0**-10  # below it a power of two is longer to write than other numbers
FARTHEST = 3.0  # standard deviations
SINGLE = (int, float, np.generic, Handle)


def numbers(value: Value) -> int:
    """How many numbers somebody has to write down for ``value``, the results of a script's steps among them."""
    found = leaves(value, lambda part: isinstance(part, Handle))
    return sum(leaf.size if isinstance(leaf, np.ndarray) else isinstance(leaf, SINGLE) for leaf in found)


def is_by_hand(inputs: Mapping[str, Value]) -> bool:
    """Whether the inputs of a case are few enough."""
    return numbers(dict(inputs)) <= MOST_BY_HAND


class ShortNumbers(np.random.Generator):
    """A generator whose `normal` and `uniform` draw halves, quarters or eighths, as coarse as leaves enough to choose.

    Such numbers are exact, so that their sums and products are short too. Like those of almost every other draw, they
    are distinct and not 0, and so are their absolute values if they are normal: nothing ties, and nothing lies on a
    kink. Bounds and spreads are about those asked.
    """

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Short numbers that are about normal."""
        spread = _power_of_two(np.asarray(scale, dtype=float))
        shape = np.broadcast_shapes(np.shape(loc), np.shape(scale)) if size is None else size
        sizes = self._chosen(_grid(0, FARTHEST, _count(shape)), shape, bell=True)
        return _as_drawn(loc + spread * sizes * self.choice([-1.0, 1.0], size=shape))

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Short numbers between ``low`` and ``high``."""
        if np.ndim(low) or np.ndim(high) or high - low < FINEST:
            return _rounded(super().uniform(low, high, size))
        shape = () if size is None else size
        return _as_drawn(self._chosen(_grid(low, high, _count(shape)), shape))

    def _chosen(self, grid: Array, shape: Any, *, bell: bool = False) -> Array:
        """Different numbers of the ``grid``, those near 0 more often under a ``bell``."""
        likely = np.exp(-(grid**2) / 2) if bell else np.ones(len(grid))
        chosen: Array = self.choice(grid, size=shape, replace=False, p=likely / likely.sum())
        return chosen


def _grid(low: float, high: float, count: int) -> Array:
    """Multiples of a power of two between ``low`` and ``high``, without 0; the largest power that gives enough."""
    step = 2.0 ** np.floor(np.log2(high - low))
    while True:
        multiples = step * np.arange(np.floor(low / step) + 1, np.ceil(high / step))
        grid: Array = multiples[multiples != 0]
        if len(grid) >= ROOM * count + SPARE:
            return grid
        step /= 2


def _count(shape: Any) -> int:
    return int(np.prod(shape))


def _power_of_two(scale: Array) -> Array:
    """The power of two next to each ``scale`` that is not tiny."""
    with np.errstate(divide="ignore"):
        return np.where(scale < FINEST, scale, 2.0 ** np.round(np.log2(scale)))


def _rounded(drawn: Any) -> Any:
    """Numbers with two digits each."""
    return _as_drawn(np.vectorize(lambda number: float(f"{number:.1e}"))(drawn))


def _as_drawn(drawn: Any) -> Any:
    """An array, or a number where a generator gives one."""
    return drawn if np.ndim(drawn) else float(drawn)
