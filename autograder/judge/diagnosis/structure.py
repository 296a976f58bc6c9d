"""Results that are built in another way than is asked."""

import numpy as np

from autograder.compare.difference import distance
from autograder.exercise.check import Finding
from autograder.judge.diagnosis.comparison import SAME
from autograder.worker.wire import Value


def some_items(finding: Finding) -> str | None:
    """Whether only some of the items of a tuple came back, or more of them, or something else than a tuple."""
    got, expected = finding.evidence.outcome.returned, finding.evidence.expected.value
    if not isinstance(expected, tuple) or isinstance(got, dict):
        return None
    items = got if isinstance(got, (tuple, list)) else (got,)
    asked = f"where {len(expected)} items are asked"
    if len(items) >= len(expected):
        return f"returns {len(items)} items where {len(expected)} are asked" if len(items) > len(expected) else None
    places = [_place(item, expected) for item in items]
    if places and None not in places and len(set(places)) == len(places):
        named = " and ".join(map(str, places))
        return f"returns only item{'s' if len(places) > 1 else ''} {named}, counted from 0, {asked}"
    return f"returns {_described(got)} {asked}"


def _described(got: Value) -> str:
    if isinstance(got, (tuple, list)):
        return f"a {type(got).__name__} of {len(got)}"
    if isinstance(got, np.ndarray) and got.ndim:
        return f"one array with {' by '.join(map(str, got.shape))} elements"
    return "one value"


def _place(item: Value, expected: tuple[Value, ...]) -> int | None:
    """Which one of the expected items a returned one is; None where it is none, or might be several."""
    alike = [place for place, one in enumerate(expected) if one is not None and distance(item, one) <= SAME]
    return alike[0] if len(alike) == 1 else None
