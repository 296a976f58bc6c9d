"""Arrays without elements, where a number of 0 has cut everything off."""

import re
from collections.abc import Iterable

from autograder.compare.difference import leaf
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding

Shape = tuple[int, ...]
SHAPE, NUMBER = re.compile(r"\(\d{1,9}(?:, ?\d{1,9}){0,7},?\)"), re.compile(r"\d+")


def empty_slice(exercise: AssignedExercise, finding: Finding) -> str | None:
    """Whether an array is empty, that should not be or that raised an exception, in a call where one argument is 0."""
    if not any(0 in shape for shape in _shapes(exercise, finding)):
        return None
    given = exercise.given(finding.evidence.call)
    zero = [name for name, value in given.items() if type(value) is int and value == 0]
    return f"slices by [{zero[0]}:-{zero[0]}], which leaves nothing where {zero[0]} is 0" if len(zero) == 1 else None


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
