"""Score = policy(evidence): computes scores from verdicts by points, lateness and weights."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from autograder.course.config import AssignmentPlan, LatePolicy
from autograder.course.rounding import exact, to_cents
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
    carried_forward: float = 1.0,
    notes: tuple[str, ...] = (),
    submitted: datetime | None = None,
) -> Result:
    """One submission's result: points in the exercises' own scale, score in the assignment's.

    ``carried_forward`` is the share of its points that a function keeps if it is right with the student's own functions
    that it uses, although one of these is wrong.
    A submission with a check that could not be judged has neither points nor score.
    """
    verdicts = tuple(_kept(verdict, carried_forward) for verdict in verdicts)
    unjudged = any(verdict.status == "could_not_judge" for verdict in verdicts)
    points = None if unjudged else math.fsum(verdict.points for verdict in verdicts)
    score = None if points is None else _score(plan.points, points, max_points, late.factor(late_days))
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


def _kept(verdict: Verdict, share: float) -> Verdict:
    """The verdict with the points that policy leaves to what is carried forward."""
    return replace(verdict, points=share * verdict.max_points) if verdict.carried_forward else verdict


def _score(whole: float, points: float, max_points: float, kept: float) -> float:
    """The share of ``whole`` that is earned and kept; divided last, so that half a cent is exactly that."""
    return to_cents(exact(whole) * exact(points) * exact(kept) / exact(max_points)) if max_points else 0.0


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
