"""Results of another shape, where nothing more is known of their numbers."""

from collections.abc import Sequence

import numpy as np

from autograder.compare.difference import leaf
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.records import Evidence

Shape = tuple[int, ...]
Shapes = tuple[Shape, Shape]


def shape_sentence(exercise: AssignedExercise, finding: Finding, asked: Sequence[Evidence]) -> str | None:
    """What the shapes that a check gets have in common, as far as that says more than the shapes themselves."""
    own = [one for one in asked if one.call.check == finding.evidence.call.check and not one.outcome.reason]
    found = [_shapes(exercise, one, finding.difference.where) for one in own]
    shapes = [pair for pair in found if pair]
    if finding.difference.reason != "shape" or len(shapes) < len(found):
        return None
    if all(expected and not got for got, expected in shapes):
        return "returns a single number where an array is asked"
    if not any(expected for _, expected in shapes):
        return _for_each(exercise, own, [got for got, _ in shapes])
    if all(_without_ones(got) == _without_ones(expected) for got, expected in shapes):
        return "keeps an axis of length 1 that should go, or drops one that should stay"
    if all(got == expected[::-1] for got, expected in shapes):
        return "returns an array whose axes are the other way round"
    return None


def _for_each(exercise: AssignedExercise, evidence: Sequence[Evidence], shapes: Sequence[Shape]) -> str | None:
    """Of what each number came back, where a single one is asked."""
    given = [exercise.given(one.call) for one in evidence]
    for name in given[0] if max(map(np.prod, shapes)) > 1 else ():
        arrays = [value.shape if isinstance(value := values.get(name), np.ndarray) else () for values in given]
        for what, whole in (("element", arrays), ("row", [shape[:1] for shape in arrays])):
            if list(shapes) == whole:
                return f"returns a number for each {what} of {name} where a single number is asked"
    return None


def _without_ones(shape: Shape) -> Shape:
    return tuple(length for length in shape if length != 1)


def _shapes(exercise: AssignedExercise, one: Evidence, where: str) -> Shapes | None:
    """The shape that came back at a place of a result, and the one that is asked."""
    check = exercise.checks[one.call.check]
    pair = leaf(*check.compared(one.outcome.returned, one.expected.value), where)
    return (pair[0].shape, pair[1].shape) if pair else None
