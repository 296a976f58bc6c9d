"""Score = policy(evidence, decisions, course, now): pure, and applied on reading, so a change of it needs no rerun."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from autograder.course.config import AssignmentPlan
from autograder.course.rounding import exact, to_cents
from autograder.course.rules import LatePolicy
from autograder.gradebook.awards import Awarded, awarded
from autograder.gradebook.lateness import Lateness
from autograder.records import Decision, Result, Verdict
from autograder.words import many

OPEN = Lateness()


def evaluate(
    plan: AssignmentPlan,
    late: LatePolicy,
    *,
    student: str | None,
    verdicts: tuple[Verdict, ...],
    max_points: float,
    missing: bool,
    isolation: str,
    lateness: Lateness = OPEN,
    decisions: Sequence[Decision] = (),
    carried_forward: float = 1.0,
    notes: tuple[str, ...] = (),
    submitted: datetime | None = None,
) -> Result:
    """One submission's result: points in the exercises' own scale, score in the assignment's.

    ``carried_forward`` is the share of its points that a function keeps if it is right with the student's own functions
    that it uses, although one of these is wrong.
    A submission with a check that could not be judged has neither points nor, unless a person gives it one, a score.
    What is missing has none before the deadline.
    """
    if any(verdict.carried_forward for verdict in verdicts):
        verdicts = tuple(_kept(verdict, carried_forward) for verdict in verdicts)
    unjudged = any(verdict.status == "could_not_judge" for verdict in verdicts)
    found = awarded(verdicts, max_points, decisions)
    waits = missing and not found.decided and not lateness.passed
    score = None if waits or found.excused else _score(plan.points, found, lateness.kept(late))
    return Result(
        student=student,
        assignment=plan.name,
        verdicts=verdicts,
        max_points=max_points,
        status="missing" if missing else "could_not_judge" if unjudged else "graded",
        points=None if unjudged else math.fsum(verdict.points for verdict in verdicts),
        score=score,
        late_days=lateness.days,
        isolation=isolation,
        notes=notes,
        submitted=submitted,
        due=lateness.due,
        counts=not found.excused and not waits and (lateness.passed or lateness.due is None),
        excused=found.excused,
        decisions=tuple(decisions),
        awarded={name: points for name, (points, _) in found.exercises.items()},
        kept=lateness.kept(late),
        explanation=tuple(_explained(plan, late, verdicts, found, lateness, score, missing=missing, waits=waits)),
    )


def _kept(verdict: Verdict, share: float) -> Verdict:
    """The verdict with the points that policy leaves to what is carried forward."""
    return replace(verdict, points=share * verdict.max_points) if verdict.carried_forward else verdict


def _score(whole: float, found: Awarded, kept: float) -> float | None:
    """The share of ``whole`` that is earned and kept; divided last, so that half a cent is exactly that."""
    if found.points is None:
        return None
    earned = exact(whole) * exact(found.points) * exact(kept)
    return to_cents(earned / exact(found.max_points)) if found.max_points > 0 else 0.0


def _explained(
    plan: AssignmentPlan,
    late: LatePolicy,
    verdicts: Sequence[Verdict],
    found: Awarded,
    lateness: Lateness,
    score: float | None,
    *,
    missing: bool,
    waits: bool,
) -> list[str]:
    """A line for each rule that made the score what it is."""
    lines = [*_carried(verdicts), *found.says, *lateness.says]
    if found.excused:
        return [*lines, "excused: the total does not have it"]
    if waits:
        when = f"until {lateness.due:%Y-%m-%d %H:%M}" if lateness.due else "as long as it has no deadline"
        return [*lines, f"not handed in: no score {when}"]
    if missing and not found.decided:
        return [*lines, "nothing was handed in by the deadline: score 0"]
    if lateness.days is None and lateness.due and not missing:
        lines.append("time of submission unknown: lateness costs nothing")
    elif lateness.days and not missing:
        lines.append(_late_line(late, lateness))
    if found.points is None:
        return [*lines, "could not be judged: no score; `grade all` tries again, `grade override` decides"]
    worth = f"{found.points:g} of {found.max_points:g} points"
    kept = lateness.kept(late)
    share = f", and {100 * kept:g} % of that" if kept != 1 else ""
    return [*lines, f"score {score:g} of {plan.points:g}: {worth}{share}"]


def _carried(verdicts: Sequence[Verdict]) -> list[str]:
    """A line for each exercise that keeps points because only another function is wrong."""
    kept: dict[tuple[str, str], float] = {}
    for verdict in verdicts:
        if verdict.carried_forward:
            key = verdict.exercise, verdict.carried_forward
            kept[key] = kept.get(key, 0.0) + verdict.points
    return [
        f"{name} keeps {points:g} points: it is right with the student's own {by}, which is wrong"
        for (name, by), points in kept.items()
    ]


def _late_line(late: LatePolicy, lateness: Lateness) -> str:
    days, kept = lateness.charged_days or 0, lateness.kept(late)
    if late.max_days is not None and days > late.max_days:
        return f"{many(days, 'day')} late: more than {late.max_days}, so it counts nothing"
    if late.penalty_per_hour:
        hours = lateness.charged_hours or 0
        rate = f"{many(hours, 'hour')} late at {100 * late.penalty_per_hour:g} % an hour"
    else:
        rate = f"{many(days, 'day')} late at {100 * late.penalty_per_day:g} % a day"
    floor = f", at least {100 * late.floor:g} % stay" if late.floor and kept == late.floor else ""
    free = f" ({many(lateness.tokens, 'more day')} free)" if lateness.tokens else ""
    return f"{rate}{free}: {100 * (1 - kept):g} % off{floor}"
