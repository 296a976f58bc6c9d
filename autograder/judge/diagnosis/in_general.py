"""What explains results in general: a relation to the right ones, a slip of the answer, a region of the inputs."""

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.judge.diagnosis.comparison import Comparison, comparisons, sample
from autograder.judge.diagnosis.factors import IN_PLACES, SHIFTED
from autograder.judge.diagnosis.regions import region
from autograder.judge.diagnosis.relations import REORDERED, opposite, relation, reordered, swapped
from autograder.judge.diagnosis.slips import slip
from autograder.records import Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value

MOST = 2  # facts that one message tells


def in_general(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a relation, or of an automatic slip, that explains all wrong results."""
    results = compared(exercise, evidence)
    returned = not any(one.outcome.reason or one.expected.error for one in evidence)
    if returned and reordered([(one.outcome.returned, one.expected.value) for one in evidence]):
        return REORDERED  # whichever of the items a check looks at
    return (results and generic_relation(results)) or slip(exercise, evidence)


def by_item(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """What is wrong with each item of returned tuples, where each wrong one is explained by itself; two facts at most.

    Three faults at once are rare, and three things that are alike in what they give are not.
    """
    lengths = {len(one.expected.value) if isinstance(one.expected.value, tuple) else 0 for one in evidence}
    if len(lengths) != 1 or max(lengths) < 2:
        return None
    said: dict[str, list[int]] = {}
    for item in range(max(lengths)):
        results = compared(exercise, evidence, item)
        if results is None:
            return None
        if not results.orders:
            continue
        sentence = generic_relation(results) or slip(exercise, evidence, item)
        if not sentence:
            return None
        said.setdefault(sentence, []).append(item)
    if sum(1 + sentence.count(", and ") for sentence in said) > MOST:
        return None
    told = (f"{sentence}, in {_item_names(exercise, items, max(lengths))}" for sentence, items in said.items())
    return ", and ".join(told) or None


def _item_names(exercise: AssignedExercise, items: Sequence[int], count: int) -> str:
    names = exercise.differentiated
    if len(names) == count:
        return " and ".join(f"d{names[item]}" for item in items)
    return f"item{'s' if len(items) > 1 else ''} {' and '.join(map(str, items))} of the result"


def in_a_region(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a region of the inputs that holds all wrong results."""
    results = compared(exercise, evidence)
    return region(sample(results.arrays), exercise.required) if results else None


@dataclass(frozen=True)
class Results:
    """The arrays of all results; ``orders`` says of each wrong result whether only the order of its items is wrong."""

    arrays: list[Comparison]
    orders: list[bool]


def compared(exercise: AssignedExercise, evidence: Sequence[Evidence], item: int | None = None) -> Results | None:
    """The results, or one ``item`` of each, beside what is right; None if some call has nothing to compare."""
    loose, results = exercise.loose, Results([], [])
    if any(one.outcome.reason or one.expected.error or one.call.check in loose for one in evidence):
        return None
    for one in evidence:
        check = exercise.checks[one.call.check]
        got, expected = check.compared(one.outcome.returned, one.expected.value)
        if item is not None:
            got, expected = one.outcome.returned, one.expected.value
            if not isinstance(got, (tuple, list)) or len(got) != len(expected):
                return None
            got, expected = got[item], expected[item]
        given, allowed = exercise.given(one.call), exercise.tolerance(one.call)
        arrays = comparisons(given, got, expected, allowed, check.elementwise, _batched(exercise, given))
        if arrays is None or not all(array.right for array in arrays):
            results.orders.append(swapped(got, expected))
            if arrays is None and not results.orders[-1]:
                return None
        results.arrays.extend(arrays or [])
    return results


def _batched(exercise: AssignedExercise, given: Mapping[str, Value]) -> bool:
    """Whether the first array that a function is given holds a batch."""
    arrays = (name for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim)
    return any(exercise.batched(name) for name in islice(arrays, 1))


def generic_relation(results: Results) -> str | None:
    """The sentence of a relation that explains all wrong results."""
    if results.orders and all(results.orders):
        return REORDERED
    wrong = sample([one for one in results.arrays if not one.right])
    said = relation(wrong) or (opposite(results.arrays) if results.orders else None)
    return IN_PLACES if said == SHIFTED and len(wrong) < len(results.arrays) else said
