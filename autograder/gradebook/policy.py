"""Score = policy(evidence): what points, lateness and weights make of the verdicts."""

import math
from collections.abc import Iterable
from datetime import datetime

from autograder.course.config import AssignmentPlan, LatePolicy
from autograder.records import Result, Verdict


def evaluate(
    plan: AssignmentPlan,
    late: LatePolicy,
    *,
    student: str | None,
    verdicts: tuple[Verdict, ...],
    max_points: float,
    missing: bool,
    late_days: int | None,
    isolation: str,
    notes: tuple[str, ...] = (),
    submitted: datetime | None = None,
) -> Result:
    """One submission's result: evidence in the exercises' points, score in the assignment's.

    A submission with a check that could not be judged has neither points nor score.
    """
    unjudged = any(verdict.status == "could_not_judge" for verdict in verdicts)
    points = None if unjudged else math.fsum(verdict.points for verdict in verdicts)
    share = None if points is None else points / max_points if max_points else 0.0
    score = None if share is None else round(plan.points * share * late.factor(late_days), 2)
    status = "missing" if missing else "could_not_judge" if unjudged else "graded"
    return Result(
        student=student,
        assignment=plan.name,
        verdicts=verdicts,
        max_points=max_points,
        status=status,  # type: ignore[arg-type]  # mypy joins the three literals to str
        points=points,
        score=score,
        late_days=late_days,
        isolation=isolation,
        notes=notes,
        submitted=submitted,
    )


def total(results: Iterable[Result], plans: Iterable[AssignmentPlan]) -> float | None:
    """A student's weighted share of the whole course, in percent; None if anything could not be judged.

    An assignment without a result counts as 0.
    """
    scores = {result.assignment: result.score for result in results}
    entries = [(plan, scores.get(plan.name, 0.0)) for plan in plans if plan.weight]
    if not entries or any(score is None for _, score in entries):
        return None
    earned = math.fsum(plan.weight * (score or 0.0) / plan.points for plan, score in entries)
    return 100 * earned / math.fsum(plan.weight for plan, _ in entries)
