"""Generic relations: how wrong values come from the right ones, if no named mistake explains them.

A relation is asked of everything that is wrong in an exercise at once, and its sentence is given only if it explains
all of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from autograder.compare.difference import distance
from autograder.judge.diagnosis.comparison import SAME, TELLING, Comparison
from autograder.judge.diagnosis.factors import excess, factor, limits, shift, step
from autograder.judge.diagnosis.transforms import EACH, OF_EACH_NUMBER
from autograder.worker.wire import Value

REORDERED = "returns the right values in another order"
MOST_ITEMS = 4  # of a tuple, of which all orders are tried
SEVERAL = 2  # tuples in another order that are needed where their items are alike
MANY = 12  # answers of yes or no that are needed before their being turned around says anything


def relation(wrong: Sequence[Comparison]) -> str | None:
    """The first sentence that explains every wrong array; None if none does, or if they are too few to tell."""
    if not _telling(wrong) or any(np.array_equal(one.got, one.expected) for one in wrong):
        return None  # right numbers of the wrong kind stand in no relation but that
    simple = next((sentence for sentence, holds in EACH if all(holds(one) for one in wrong)), None)
    numbers = [_joined(wrong)] if all(one.expected.ndim == one.got.ndim == 0 for one in wrong) else wrong
    simple = simple or next((says for says, holds in OF_EACH_NUMBER if all(holds(one) for one in numbers)), None)
    return simple or factor(wrong) or shift(wrong) or step(wrong) or excess(wrong) or limits(wrong)


def opposite(results: Sequence[Comparison]) -> str | None:
    """Whether every result has 1 where 0 is right and 0 where 1 is, or True and False; of many, and of both."""
    right = np.concatenate([np.zeros(0), *(one.expected.ravel() for one in results)])
    both = right.size >= MANY and np.array_equal(np.unique(right), [0, 1])
    turned = both and all(np.array_equal(one.got, 1 - one.expected) for one in results)
    return "turns every yes into no and every no into yes" if turned else None


def _joined(wrong: Sequence[Comparison]) -> Comparison:
    """The single numbers of many calls as one array."""
    got, expected = (np.array([getattr(one, which) for one in wrong]).ravel() for which in ("got", "expected"))
    return replace(wrong[0], got=got, expected=expected)


def swapped(got: Value, expected: Value) -> bool:
    """Whether a tuple has the right items in another order."""
    return _order(got, expected) is not None


def reordered(results: Sequence[tuple[Value, Value]]) -> bool:
    """Whether every tuple has its right items in the same other order; some may tell it, if their items are alike."""
    orders = {order for got, expected in results if (order := _order(got, expected))} or _other_orders(results)
    return any(all(_is_ordered_by(order, *pair) for pair in results) for order in orders)


def _other_orders(results: Sequence[tuple[Value, Value]]) -> set[tuple[int, ...]]:
    """All orders but the right one, where no tuple tells which, since two of its items are always alike."""
    lengths = {len(expected) if isinstance(expected, tuple) else 0 for _, expected in results}
    right = tuple(range(max(lengths, default=0)))
    wrong = [pair for pair in results if not _is_ordered_by(right, *pair)]
    tried = len(lengths) == 1 and len(right) <= MOST_ITEMS and len(wrong) >= SEVERAL
    return {*permutations(right)} - {right} if tried else set()


def _is_ordered_by(order: Sequence[int], got: Value, expected: Value) -> bool:
    if not isinstance(got, (tuple, list)) or not isinstance(expected, tuple):
        return False
    if not len(order) == len(got) == len(expected):  # a case may ask for more items than another
        return False
    return all(distance(item, expected[place]) <= SAME for item, place in zip(got, order, strict=True))


def _order(got: Value, expected: Value) -> tuple[int, ...] | None:
    """Which item that is asked each item is; None where they are in order, or where that is not clear."""
    if not isinstance(got, (tuple, list)) or not isinstance(expected, tuple) or len(got) != len(expected):
        return None
    order: list[int] = []
    for item in got:
        places = [place for place, asked in enumerate(expected) if distance(item, asked) <= SAME]
        if len(places) != 1 or places[0] in order:
            return None  # as of most wrong results after their first item
        order += places
    return tuple(order) if order != sorted(order) else None


def _telling(wrong: Sequence[Comparison]) -> bool:
    return np.unique(np.concatenate([np.zeros(0), *(one.expected.ravel() for one in wrong)])).size >= TELLING
