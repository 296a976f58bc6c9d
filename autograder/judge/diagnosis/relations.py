"""Generic relations: how wrong values come from the right ones, if no named mistake explains them.

A relation is asked of everything that is wrong in an exercise at once, and its sentence is given only if it explains
all of it.
"""

from collections.abc import Sequence

import numpy as np

from autograder.compare.difference import distance
from autograder.judge.diagnosis.comparison import SAME, TELLING, Comparison
from autograder.judge.diagnosis.factors import factor, shift, step
from autograder.judge.diagnosis.transforms import EACH
from autograder.worker.wire import Value


def relation(wrong: Sequence[Comparison]) -> str | None:
    """The first sentence that explains every wrong array; None if none does, or if they are too few to tell."""
    if not _telling(wrong) or any(np.array_equal(one.got, one.expected) for one in wrong):
        return None  # right numbers of the wrong kind stand in no relation but that
    simple = next((sentence for sentence, holds in EACH if all(holds(one) for one in wrong)), None)
    return simple or factor(wrong) or shift(wrong) or step(wrong)


def swapped(got: Value, expected: Value) -> bool:
    """Whether a tuple has the right items in another order."""
    if not isinstance(got, (tuple, list)) or not isinstance(expected, tuple) or len(got) != len(expected):
        return False
    alike = [[distance(g, e) <= SAME for e in expected] for g in got]
    once = all(sum(row) == 1 for row in alike) and all(sum(column) == 1 for column in zip(*alike, strict=True))
    return once and not all(row[place] for place, row in enumerate(alike))


def _telling(wrong: Sequence[Comparison]) -> bool:
    return np.unique([number for one in wrong for number in one.expected.ravel()]).size >= TELLING
