"""Results -> how each assignment went: who handed in, the distribution of scores, what waits for a person."""

import statistics
from collections.abc import Iterable, Sequence

from autograder.course.config import AssignmentPlan
from autograder.records import Result
from autograder.system.lazy_dataclass import dataclass

BINS = 10


@dataclass(frozen=True)
class Assignment:
    """How one assignment went; ``bins`` count scores by tenths of full marks, full marks in the last."""

    plan: AssignmentPlan
    graded: int
    missing: int
    waiting: int
    unjudged: int
    excused: int
    late: int
    time_unknown: int
    scores: tuple[float, ...]
    bins: tuple[int, ...]

    @property
    def median(self) -> float | None:
        """The median score of what was handed in and judged."""
        return statistics.median(self.scores) if self.scores else None

    @property
    def mean(self) -> float | None:
        """The mean score of what was handed in and judged."""
        return statistics.fmean(self.scores) if self.scores else None


def overview(plans: Sequence[AssignmentPlan], results: Iterable[Result]) -> list[Assignment]:
    """Each assignment that something is recorded of, in the course's order."""
    own: dict[str, list[Result]] = {}
    for result in results:
        own.setdefault(result.assignment, []).append(result)
    return [_assignment(plan, own[plan.name]) for plan in plans if plan.name in own]


def _assignment(plan: AssignmentPlan, results: Sequence[Result]) -> Assignment:
    counted = [r for r in results if not r.excused]
    graded = [r for r in counted if r.status == "graded"]
    scores = tuple(sorted(r.score for r in graded if r.score is not None))
    missing = [r for r in counted if r.status == "missing"]
    return Assignment(
        plan=plan,
        graded=len(graded),
        missing=sum(r.score is not None for r in missing),
        waiting=sum(r.score is None for r in missing),
        unjudged=sum(r.status == "could_not_judge" for r in counted),
        excused=len(results) - len(counted),
        late=sum(bool(r.late_days) for r in graded),
        time_unknown=sum(r.late_days is None for r in graded),
        scores=scores,
        bins=distribution([score / plan.points for score in scores]),
    )


def distribution(shares: Iterable[float]) -> tuple[int, ...]:
    """How many shares are in each tenth from 0 to 1; the last one has 1 too, and what is above."""
    bins = [0] * BINS
    for share in shares:
        bins[min(BINS - 1, max(0, int(share * BINS)))] += 1
    return tuple(bins)
