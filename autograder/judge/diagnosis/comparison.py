"""The arrays in a call's results, each with its expected value and the call's arguments."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograder.compare.difference import alike, error
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

SAME = 1e-6  # how close values come to what a relation says of them
WORK = 1_000_000  # elements of an exercise's wrong results that relations are looked for in
TIMES = 256  # a result with more elements than this many times what is right stands in no relation
TELLING = 3  # different numbers that are needed before a relation between two arrays says anything


@dataclass(frozen=True, eq=False)
class Comparison:
    """One array that came back, what it should be, and the call's arguments by name.

    ``allowed`` is the tolerance, which holds for each element by itself if ``elementwise``; ``right`` says whether it
    is kept, and ``batched`` whether the first axis of the call's first array runs over a batch.
    """

    got: Array
    expected: Array
    given: Mapping[str, Value]
    allowed: float = 0.0
    elementwise: bool = False
    right: bool = False
    batched: bool = True

    @property
    def sizes(self) -> tuple[int, int]:
        """The first and the last length of the call's first array: N samples of D features, as a rule."""
        return self._shape[0], self._shape[-1]

    @property
    def size(self) -> int:
        """The number of elements of the call's first array."""
        return math.prod(self._shape)

    @property
    def _shape(self) -> tuple[int, ...]:
        shapes = [value.shape for value in self.given.values() if isinstance(value, np.ndarray) and value.ndim]
        return shapes[0] if shapes else (1,)

    @property
    def wrong(self) -> Array:
        """Which elements are wrong, of two arrays of one shape."""
        return ~(error(self.got, self.expected, self.elementwise) <= self.allowed)

    def equals(self, array: Array) -> bool:
        """Whether ``array`` is what came back."""
        return self.same(self.got, array)

    def same(self, got: Array, array: Array) -> bool:
        """Whether two arrays are alike as far as relations go, each element by itself where the check asks so."""
        return got.shape == array.shape and bool((error(got, array, self.elementwise) <= SAME).all())


def comparisons(
    given: Mapping[str, Value], got: Value, expected: Value, allowed: float, elementwise: bool, batched: bool = True
) -> list[Comparison] | None:
    """The arrays and numbers of a result; None where it is built in another way than it should."""
    if isinstance(expected, (tuple, list)):
        if isinstance(expected, list) and _are_numbers(got) and _are_numbers(expected) and len(got) != len(expected):
            return comparisons(given, np.asarray(got), np.asarray(expected), allowed, elementwise, batched)
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            return None
        parts = [comparisons(given, *pair, allowed, elementwise, batched) for pair in zip(got, expected, strict=True)]
        return None if None in parts else [one for part in parts if part for one in part]
    if expected is None:
        return []
    if not isinstance(expected, (int, float, np.ndarray)) or not isinstance(got, (int, float, np.ndarray)):
        return None
    if np.iscomplexobj(got) or np.size(got) > TIMES * max(np.size(expected), 1):
        return None
    right = alike(got, expected, allowed, elementwise, any_kind=True)  # their kind is a matter of its own
    pair = np.asarray(got, float), np.asarray(expected, float)
    return [Comparison(*pair, given, allowed, elementwise, right, batched)]


def _are_numbers(value: Value) -> bool:
    """Whether a value is a list of numbers, such as the history of a training."""
    return isinstance(value, list) and all(type(item) in (int, float) for item in value)


def finite_numbers(value: Value) -> Array:
    """The finite numbers of a result, one after the other."""
    arrays = [
        np.real(np.ravel(leaf)).astype(float) for leaf in leaves(value) if isinstance(leaf, (int, float, np.ndarray))
    ]
    numbers: Array = np.concatenate([np.zeros(0), *arrays])
    finite: Array = numbers[np.isfinite(numbers)]
    return finite


def sample(found: Sequence[Comparison]) -> list[Comparison]:
    """As many of the comparisons as the budget of work allows, the smallest first; in their order."""
    left, chosen = WORK, set[int]()
    for place, one in sorted(enumerate(found), key=lambda pair: pair[1].got.size + pair[1].expected.size):
        left -= one.got.size + one.expected.size
        if left < 0:
            break
        chosen.add(place)
    return [one for place, one in enumerate(found) if place in chosen]
