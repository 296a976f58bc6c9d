"""Results that are built in another way than is asked."""

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.compare.difference import distance
from autograder.exercise.check import Finding
from autograder.judge.diagnosis.comparison import SAME
from autograder.worker.functions import NO_JSON, NO_NPZ, PICKLED
from autograder.worker.inputs import Array
from autograder.worker.wire import Value

FILES = {
    NO_NPZ: "writes something else than an npz file, or a part of one",
    PICKLED: "saves an array of objects, which NumPy pickles",
    NO_JSON: "saves a text that is no JSON",
}
"""What a file that cannot be read says of the code."""


def some_items(finding: Finding) -> str | None:
    """Whether only some of the items of a tuple came back, or more of them, or something else than a tuple."""
    got, expected = finding.evidence.outcome.returned, finding.evidence.expected.value
    if isinstance(expected, (np.ndarray, float, int)) and isinstance(got, (tuple, list)):
        return _instead_of_an_array(got, expected)
    if not isinstance(expected, tuple) or isinstance(got, dict):
        return None
    items = got if isinstance(got, (tuple, list)) else (got,)
    asked = f"where {len(expected)} items are asked"
    if len(items) > len(expected):
        return f"returns {len(items)} items where {len(expected)} are asked"
    if len(items) == len(expected):
        return next(_of_another_kind(items, expected), None)
    places = [_place(item, expected) for item in items]
    if places and None not in places and len(set(places)) == len(places):
        named = " and ".join(map(str, places))
        return f"returns only item{'s' if len(places) > 1 else ''} {named}, counted from 0, {asked}"
    return f"returns {_described(got)} {asked}"


def _of_another_kind(items: Sequence[Value], expected: Sequence[Value]) -> Iterator[str]:
    """Each item that is None where an array or a tuple is asked, or an array where a tuple is."""
    for place, (item, asked) in enumerate(zip(items, expected, strict=True)):
        if item is None and asked is not None:
            yield f"returns None, as item {place} of the result, where {_kind(asked)} is asked"
        elif isinstance(item, np.ndarray) and isinstance(asked, tuple):
            yield f"returns an array, as item {place} of the result, where {_kind(asked)} is asked"


def _instead_of_an_array(got: tuple[Value, ...] | list[Value], expected: Array | float) -> str:
    """A list or tuple where one array or number is asked; some functions return what a backward needs as well."""
    asked = _kind(expected)
    right = [place for place, item in enumerate(got) if distance(item, expected) <= SAME]
    if len(right) == 1 and len(got) > 1:
        return (
            f"returns a {type(got).__name__} of {len(got)}, of which item {right[0]} is right, where {asked} is asked"
        )
    return f"returns a {type(got).__name__} where {asked} is asked"


def _kind(asked: Value) -> str:
    """What is asked; a list is as good as a tuple, and may hold arrays of several shapes."""
    if isinstance(asked, (tuple, list)):
        return f"a list or tuple of {len(asked)}"
    return "an array" if isinstance(asked, np.ndarray) and asked.ndim else "a number"


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
