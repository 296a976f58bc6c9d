"""What a check's declaration draws of a public result: a curve of training beside the reference's, or a plane."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.compare.difference import mismatch
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.exercise.drawings import Run
from autograder.records import Boundary, Curve, Evidence, Question
from autograder.records.picture import MOST, Numbers, packed
from autograder.worker.inputs import Array, plain
from autograder.worker.wire import Value

DIGITS = 4  # that are kept of a number
LEAST = 2  # steps that make a curve
DOES_NOT_FIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a drawing may raise where a list is of another length than the reference's, which `verify` draws."""


def drawn(exercise: AssignedExercise, name: str, finding: Finding | None, evidence: Sequence[Evidence]) -> str:
    """The picture of the call that fails, or of the first one where the check passes.

    Empty for hidden cases, where the check draws nothing, and where a result is not made like the reference's.
    """
    asked = [one for one in evidence if one.call.check == name and not one.call.hidden]
    shown = finding.evidence if finding else next(iter(asked), None)
    if not exercise.checks[name].draws or shown is None or shown.call.hidden or not _well_made(shown):
        return ""
    draws = partial(draw, exercise)
    try:
        own = draws(shown, shown.outcome.returned)
    except DOES_NOT_FIT:
        return ""
    if isinstance(own, Boundary):
        return packed(own)
    runs = [draws(one, one.expected.value) for one in asked if one.call.case == shown.call.case]
    curve = _curve(own, [run for run in runs if isinstance(run, Run)])
    return packed(curve) if curve else ""


def _well_made(evidence: Evidence) -> bool:
    """Whether the result has the structure, shapes and kinds of number that are expected; some may not be finite."""
    if evidence.outcome.reason:
        return False
    odd = mismatch(evidence.outcome.returned, evidence.expected.form, any_length=True)
    return odd is None or odd.reason == "not_finite"


def draw(exercise: AssignedExercise, asked: Evidence | Question, returned: Value) -> Run | Boundary:
    """What the check of a call draws of what was ``returned``, by the student or by the reference."""
    call = asked.call
    inputs = {name: plain(value) for name, value in exercise.named(call.args, call.options).items()}
    return exercise.vocabulary.drawing(exercise.checks[call.check].draws)(inputs, returned, call.known)


def _curve(own: Run, runs: Sequence[Run]) -> Curve | None:
    """The run beside the least and the largest number of the others, in each step that one of them has reached."""
    mine, theirs = _numbers(own), [_numbers(run) for run in runs]
    longest = max((len(run) for run in theirs), default=0)
    if min(mine.size, longest) < LEAST:
        return None
    steps = [[run[step] for run in theirs if step < len(run)] for step in _places(longest)]
    low, high = (_kept(worst(step) for step in steps) for worst in (np.min, np.max))
    return Curve(own.name, len(mine), _kept(mine[_places(len(mine))]), len(theirs), longest, low, high)


def _numbers(run: Run) -> Array:
    return np.asarray(run.numbers, dtype=np.float64).ravel()


def _places(length: int) -> list[int]:
    """`MOST` places at most, evenly spaced, the first and the last among them."""
    return [int(place) for place in np.linspace(0, length - 1, min(length, MOST)).round()]


def _kept(numbers: Any) -> Numbers:
    """The numbers with as many digits as are kept, None for those that are not finite."""
    return tuple(float(f"{number:.{DIGITS}g}") if np.isfinite(number) else None for number in numbers)
