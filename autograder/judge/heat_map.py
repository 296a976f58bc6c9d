"""A map of a result's wrong elements, small enough to be drawn beside a message."""

import math
from collections.abc import Iterator

import numpy as np

from autograder.compare.difference import error, leaf
from autograder.exercise.check import Finding, Half
from autograder.worker.inputs import Array

LEVELS = 4
LEAST = 3  # rows and columns that make a map worth drawing
ROWS, COLUMNS = 16, 32  # a larger array is drawn in blocks, each as its worst element


def heat_map(half: Half, finding: Finding) -> str:
    """A line that says which part of the result is drawn, and rows of digits: 0 is right, 4 is furthest off.

    A result that is too small for a map lets a larger one be drawn, of the next case of the ``half`` that fails alike.
    Empty for hidden cases, and where nothing can be seen: few rows or columns, or all elements wrong.
    """
    loose = half.name in half.exercise.loose  # there is no one right result, then
    if finding.evidence.call.hidden or loose or finding.difference.reason not in ("value", "not_finite"):
        return ""
    shown = _map(half, finding, "")
    others = (_map(half, other, f", on the case {other.evidence.call.case!r}") for other in _alike(half, finding))
    return shown or next(filter(None, others), "")


def _alike(half: Half, finding: Finding) -> Iterator[Finding]:
    """The other public cases that fail for the same reason, the smallest first."""
    others = [one for one in half.evidence if one is not finding.evidence and not one.call.hidden]
    for one in sorted(others, key=lambda one: one.call.weight):
        found = half.check.finding(Half(half.exercise, half.name, [one]))
        if found and found.difference.reason == finding.difference.reason:
            yield found


def _map(half: Half, finding: Finding, case: str) -> str:
    """The map of one case, if there is something to be seen."""
    call, outcome = finding.evidence.call, finding.evidence.outcome
    got, expected = half.check.compared(outcome.returned, finding.evidence.expected.value)
    arrays = leaf(got, expected, finding.difference.where)
    if arrays is None or min((0, 0, *arrays[0].shape)[-2:]) < LEAST:
        return ""
    apart = error(*arrays, half.check.elementwise)
    apart = np.where(apart <= half.exercise.tolerance(call), 0.0, np.where(np.isnan(apart), np.inf, apart))
    place = np.unravel_index(np.argmax(apart), apart.shape)[:-2]
    return _drawn(apart[place], [int(i) for i in place], half.check.place_in_result(finding), case)


def _drawn(apart: Array, place: list[int], item: str, case: str) -> str:
    if np.all(apart):
        return ""
    parts = [f"[{', '.join(map(str, place))}]" * bool(place), f"item {item}" * bool(item)]
    where = " of ".join(filter(None, parts))
    rows = _levels(_blocks(apart))
    caption = f"Where it is wrong{where and f', in {where}'}{case} (the fuller, the further off):"
    return "\n".join([caption, *("".join(str(level) for level in row) for row in rows)])


def _blocks(apart: Array) -> Array:
    """The worst of each block, so that at most `ROWS` and `COLUMNS` are left."""
    for axis, most in enumerate((ROWS, COLUMNS)):
        step = math.ceil(apart.shape[axis] / most)
        apart = np.maximum.reduceat(apart, np.arange(0, apart.shape[axis], step), axis=axis)
    return apart


def _levels(apart: Array) -> Array:
    finite = apart[np.isfinite(apart)]
    largest = np.max(finite, initial=0.0) or 1.0
    levels: Array = np.ceil(LEVELS * np.where(np.isfinite(apart), apart / largest, 1.0)).astype(int)
    return levels
