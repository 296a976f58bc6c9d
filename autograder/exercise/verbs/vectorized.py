"""`vectorized`: a larger batch executes no more lines of Python."""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import ClassVar

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.verbs.values import WRONG_KIND, first_wrong_value
from autograder.records import Call, CallGroup, Difference
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value

NOT_COUNTED = "its lines cannot be counted; leave sys.settrace alone, and start no threads"
BATCH = "batch"  # in a case's ``known``: how many samples it has


@dataclass(frozen=True, kw_only=True)
class Vectorized(Check):
    """Executes no more lines of Python for a larger batch; pays only where the values are right too.

    Lines and calls are counted in every Python file, NumPy's own too, apart from what prints; nothing is timed.  Each
    case says in ``known["batch"]`` how many samples it has, and there are at least two sizes of the same shape
    otherwise; a case without it is there for its values alone.
    """

    verb: ClassVar[str] = "vectorized"
    waits_for_values: ClassVar[bool] = True
    mistakes_keep_values: ClassVar[bool] = True
    says: str = field(default="does not loop over the samples", kw_only=False)

    def group(self, exercise: AssignedExercise, call: Call, case: Case, rng: np.random.Generator) -> CallGroup:
        """The call, whose executed lines are counted."""
        return CallGroup(replace(call, counts=True))

    def finding(self, half: Half) -> Finding | None:
        """The first wrong result, else a count of executed lines that grows with the batch."""
        wrong = first_wrong_value(half)
        return wrong if wrong and wrong.difference.reason != WRONG_KIND else _growth(half) or wrong

    def case_problems(self, asked: Sequence[tuple[Call, Value]]) -> Iterator[str]:
        """Fewer than two sizes of the batch."""
        sizes = {call.known.get(BATCH) for call, _ in asked} - {None}
        if len(sizes) < 2:
            yield "needs cases of two sizes at least, each with known={'batch': N}"


def _growth(half: Half) -> Finding | None:
    """A finding if a larger batch takes as much as one more line for each further sample; one size tells nothing."""
    counted = [evidence for evidence in half.evidence if BATCH in evidence.call.known]
    by_batch = sorted(counted, key=lambda evidence: int(evidence.call.known[BATCH]))
    if not by_batch:
        return None
    small, large = by_batch[0], by_batch[-1]
    if small.outcome.work is None or large.outcome.work is None:
        return Finding(large, Difference("property", "", NOT_COUNTED))
    further = large.call.known[BATCH] - small.call.known[BATCH]
    if not further or large.outcome.work - small.outcome.work < further:
        return None
    return Finding(large, Difference("property", "", "it executes more lines of Python for a larger batch"))
