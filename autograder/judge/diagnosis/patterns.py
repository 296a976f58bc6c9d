"""Finds what all wrong calls have in common, and no right call has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import prod

import numpy as np

from autograder.compare.difference import alike
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Half
from autograder.exercise.verbs.values import is_right
from autograder.judge.diagnosis.comparison import TELLING, finite_numbers
from autograder.records import Call, Evidence
from autograder.worker.inputs import Array
from autograder.worker.wire import Value

SQUARE, EQUALLY_LONG = "is right for square arrays only", "is right only where the last two axes of"
WHERE = "goes wrong in every case where"  # of those that were asked; of others nothing is known
BATCH = f"{WHERE} there is more than one sample"
SEVERAL = 2  # calls that go wrong, and that go right, before a pattern is seen in them
PLAIN = (-1, 0, 1)  # numbers that many a wrong function gives, too
MANY = 12  # plain numbers that are right, before that is no matter of chance


def pattern(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """What holds of all wrong calls and of no right one; None if they are too few to tell, or if several things do."""
    wrong = np.array([not _is_right(exercise, one) for one in evidence])
    right = [one for one, bad in zip(evidence, wrong, strict=True) if not bad]
    if min(len(evidence) - len(right), len(right)) < SEVERAL or not _tells(right):
        return None
    facts: dict[str, list[bool]] = defaultdict(list)
    for one in evidence:
        for sentence, holds in _facts(exercise, one.call):
            facts[sentence].append(holds)
    facts.update(_lengths(exercise, [one.call for one in evidence]))
    facts.update(_counts(exercise, [one.call for one in evidence]))
    telling = [sentence for sentence, holds in facts.items() if np.array_equal(holds, wrong)]
    if len(telling) > 1 and all(said == SQUARE or said.startswith(EQUALLY_LONG) for said in telling):
        return SQUARE  # of which of them cannot be told
    return telling[0] if len(telling) == 1 else None


def _tells(right: Sequence[Evidence]) -> bool:
    """Whether the right results are right for a reason: of a few answers of yes or no some are right by chance."""
    numbers = np.concatenate([finite_numbers(one.expected.value) for one in right])
    others = np.unique(numbers[~np.isin(numbers, PLAIN)])
    return others.size >= TELLING or (numbers.size >= MANY and np.unique(numbers).size > 1)


def _is_right(exercise: AssignedExercise, one: Evidence) -> bool:
    if one.call.check in exercise.loose or one.expected.error:
        return False
    got, expected = one.outcome.returned, one.expected.value
    both = isinstance(expected, tuple) and isinstance(got, tuple)
    if both and not alike(got, expected, exercise.tolerance(one.call)):
        return False  # in an item that this check does not look at
    return is_right(Half(exercise, one.call.check, [one]), one)


def _facts(exercise: AssignedExercise, call: Call) -> Iterator[tuple[str, bool]]:
    """Sentences on where a function goes wrong, each with whether the call is of that kind."""
    values, arrays = exercise.given(call), _arrays(exercise, call)
    shape: tuple[int, ...] = next((array.shape for array in arrays.values()), (1,))
    yield SQUARE, len(shape) > 1 and shape[-1] != shape[-2]
    for name in exercise.required[1:]:
        sides: tuple[int, ...] = arrays[name].shape[-2:] if name in arrays else ()
        yield f"{EQUALLY_LONG} {name} are equally long", len(sides) > 1 and sides[0] != sides[1]
    yield f"{WHERE} numbers are float32", call.precision == "float32"
    for name, default in exercise.defaults.items():
        yield f"{WHERE} {name} is not its default", not np.array_equal(values[name], default)
    for name in exercise.required:
        kind, single = _kind(values.get(name))
        yield f"{WHERE} {name} holds whole numbers", kind in "iu"
        yield f"{WHERE} {name} is a single number", kind == "f" and single


def _lengths(exercise: AssignedExercise, calls: Sequence[Call]) -> dict[str, list[bool]]:
    """Sentences on lengths of 1, each with whether a call's is another; axes that are always as long are one."""
    arrays = [_arrays(exercise, call) for call in calls]
    shapes = {
        name: [there[name].shape if name in there else () for there in arrays] for there in arrays for name in there
    }
    found: dict[tuple[int, ...], str] = {}
    for name, own in shapes.items():
        for axis in range(max(map(len, own))):
            lengths = tuple(shape[axis] if axis < len(shape) else 0 for shape in own)
            if all(prod(shape) == 1 for shape, length in zip(own, lengths, strict=True) if length == 1):
                continue  # of a single number many a function is right
            batch = axis == 0 and not found and exercise.batched(name)
            found.setdefault(lengths, BATCH if batch else f"{WHERE} axis {axis} of {name} is longer than 1")
    told = {said: [length != 1 for length in lengths] for lengths, said in found.items()}
    return {**told, **_axes(shapes)}


def _counts(exercise: AssignedExercise, calls: Sequence[Call]) -> dict[str, list[bool]]:
    """Sentences on whole numbers that are more than the least, each with whether a call's is."""
    found: dict[str, list[bool]] = {}
    for name in exercise.required:
        given = [exercise.given(call).get(name) for call in calls]
        numbers = [number for number in given if type(number) is int]
        if numbers and len(numbers) == len(given):
            least = min(numbers)
            found[f"{WHERE} {name} is more than {least}"] = [number != least for number in numbers]
    return found


def _axes(shapes: Mapping[str, Sequence[tuple[int, ...]]]) -> dict[str, list[bool]]:
    """Sentences on the number of axes, each with whether a call's array has more."""
    found: dict[tuple[bool, ...], str] = {}
    for name, own in shapes.items():
        for most in sorted({len(shape) for shape in own})[:-1]:
            said = f"{WHERE} {name} has more than {most} {'axis' if most == 1 else 'axes'}"
            said = said if most else f"is right only where {name} is a single number"
            found.setdefault(tuple(len(shape) > most for shape in own), said)
    return {said: [*more] for more, said in found.items()}


def _arrays(exercise: AssignedExercise, call: Call) -> dict[str, Array]:
    return {name: value for name, value in exercise.given(call).items() if isinstance(value, np.ndarray) and value.ndim}


def _kind(value: Value) -> tuple[str, bool]:
    """The kind of a value's numbers (a blank if it has none), and whether it is a single one."""
    if not isinstance(value, (int, float, np.ndarray)):
        return " ", False
    array = np.asarray(value)
    return array.dtype.kind, array.ndim == 0
