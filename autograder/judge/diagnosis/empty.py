"""Arrays without elements, where a number of 0 has cut everything off."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from autograder.compare.difference import leaf
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.records import Evidence
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

Shape = tuple[int, ...]
SHAPE, NUMBER = re.compile(r"\(\d{1,9}(?:, ?\d{1,9}){0,7},?\)"), re.compile(r"\d+")


def empty_slice(exercise: AssignedExercise, finding: Finding, evidence: Sequence[Evidence]) -> str | None:
    """Whether an array is empty, that should not be or that raised an exception, wherever one argument is 0.

    An array can be empty for other reasons, but not in every call in which that argument is 0; and where a result is of
    another shape in other calls as well, a length is wrong, and no slice.
    """
    if not any(0 in shape for shape in _shapes(exercise, finding)):
        return None
    given = exercise.given(finding.evidence.call)
    zero = [name for name, value in given.items() if _is_zero(value)]
    if len(zero) != 1:
        return None
    there = [_is_zero(exercise.given(one.call).get(zero[0])) for one in evidence]
    cases = list(zip(evidence, there, strict=True))
    if not all(_is_empty(one) if is_zero else not _has_another_shape(exercise, one) for one, is_zero in cases):
        return None
    return f"slices by [{zero[0]}:-{zero[0]}], which leaves nothing where {zero[0]} is 0"


def _has_another_shape(exercise: AssignedExercise, one: Evidence) -> bool:
    """Whether an array of the result has another shape than is asked."""
    if one.outcome.reason or one.expected.error:
        return False
    got, asked = exercise.checks[one.call.check].compared(one.outcome.returned, one.expected.value)
    pair = leaf(got, asked, "")
    return pair is not None and pair[0].shape != pair[1].shape


def _is_zero(value: Value) -> bool:
    return type(value) is int and value == 0


def _is_empty(one: Evidence) -> bool:
    """Whether a call raised an exception, or some array that came back has no elements."""
    returned = leaves(one.outcome.returned)
    return one.outcome.reason == "raised" or any(isinstance(leaf, np.ndarray) and not leaf.size for leaf in returned)


def _shapes(exercise: AssignedExercise, finding: Finding) -> Iterable[Shape]:
    outcome = finding.evidence.outcome
    if outcome.reason == "raised":
        told = [tuple(map(int, NUMBER.findall(shape))) for shape in SHAPE.findall(outcome.crash.text)]
        return [*told, *(operand.shape for operand in outcome.crash.operands if operand.shape)]
    if finding.difference.reason != "shape":
        return []
    check = exercise.checks[finding.evidence.call.check]
    pair = leaf(*check.compared(outcome.returned, finding.evidence.expected.value), finding.difference.where)
    return [pair[0].shape] if pair and 0 not in pair[1].shape else []
