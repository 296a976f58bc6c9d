"""Wrong results -> a short digest, equal for results that agree to the last digit; `grade similar` compares them.

A digest tells nothing of the numbers. Exceptions, NaNs and wrong shapes have none: many make the same.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Half
from autograder.exercise.verbs.values import wrong_value
from autograder.records import Evidence
from autograder.worker import wire
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

NONE = "-"
LARGEST = 1 << 22  # bytes of a result that is looked at
DIGITS = 16  # of a digest: 64 bits, so that two of a million agree by accident with a chance of one in 10^7


def wrong_values(exercise: AssignedExercise, name: str, evidence: Sequence[Evidence]) -> str:
    """The digests of what a check was wrongly returned in its public and in its hidden half, as ``PUBLIC HIDDEN``.

    A half without wrong numbers is ``-``; the text is empty if both are.
    """
    own = [one for one in evidence if one.call.check == name]
    halves = (Half(exercise, name, [one for one in own if one.call.hidden == hidden]) for hidden in (False, True))
    digests = [_digest(half) for half in halves]
    return "" if digests == [NONE, NONE] else " ".join(digests)


def _digest(half: Half) -> str:
    digest, any_wrong = hashlib.sha256(), False
    for place, one in _wrong(half):
        if _bytes(one.outcome.returned) <= LARGEST:
            digest.update(place.to_bytes(4) + wire.encode(one.outcome.returned))
            any_wrong = True
    return digest.hexdigest()[:DIGITS] if any_wrong else NONE


def _bytes(value: Value) -> int:
    """How long a value is when it is written out, also where only the shape of an array was kept."""
    return sum(leaf.nbytes if isinstance(leaf, np.ndarray) else 1 for leaf in leaves(value))


def _wrong(half: Half) -> Iterator[tuple[int, Evidence]]:
    """The calls whose numbers are wrong, with their places; of training that fails, all calls."""
    if half.check.trains:
        found = half.check.finding(half) if half.evidence else None
        trained = found is not None and found.difference.reason == "convergence"
        yield from enumerate(half.evidence if trained else ())
    elif half.check.compares_values:
        for place, one in enumerate(half.evidence):
            wrong = wrong_value(half, one)
            if wrong and wrong.difference.reason == "value":
                yield place, one
