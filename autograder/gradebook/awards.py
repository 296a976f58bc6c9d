"""Verdicts and decisions -> points: what people decided about a check, an exercise or a whole assignment."""

import math
from collections.abc import Mapping, Sequence

from autograder.course.rounding import exact
from autograder.records import Decision, Verdict
from autograder.system.lazy_dataclass import dataclass

Worth = tuple[float | None, float]
"""Points, or None where nothing can be said, and the most that there are."""


@dataclass(frozen=True)
class Awarded:
    """What a submission is worth; ``exercises`` has each one that counts, ``says`` a line for each decision."""

    points: float | None
    max_points: float
    exercises: Mapping[str, Worth]
    excused: bool = False
    decided: bool = False
    says: tuple[str, ...] = ()


def awarded(verdicts: Sequence[Verdict], max_points: float, decisions: Sequence[Decision]) -> Awarded:
    """The points after people's decisions, the small ones first: a check, its exercise, the assignment."""
    ours = [one for one in decisions if one.kind != "extend"]
    checks = _checks(verdicts)
    if not ours:  # as of most submissions
        exercises = _exercises(checks)
        return Awarded(_sum([points for points, _ in exercises.values()]), max_points, exercises)
    says: list[str] = []
    by_check: dict[tuple[str, str], Worth | None] = dict(checks)
    for key in dict.fromkeys((one.exercise, one.check) for one in ours if one.check):
        own = [one for one in ours if (one.exercise, one.check) == key]
        by_check[key] = _decided(checks.get(key), own, says, known=not verdicts or key in checks)
    exercises = _exercises(by_check)
    by_exercise: dict[str, Worth | None] = dict(exercises)
    for name in dict.fromkeys(one.exercise for one in ours if one.exercise and not one.check):
        own = [one for one in ours if one.exercise == name and not one.check]
        by_exercise[name] = _decided(exercises.get(name), own, says, known=not verdicts or name in exercises)
    kept = {name: worth for name, worth in by_exercise.items() if worth is not None}
    most = max_points - _excused(checks, by_check, by_exercise)
    whole = [one for one in ours if not one.exercise]
    found = _decided((_sum([points for points, _ in kept.values()]), most), whole, says, known=True)
    points, most = found or (None, most)
    nothing_left = found is None or (max_points > 0 and exact(most) <= 0)
    return Awarded(points, most, kept, nothing_left, any(one.kind != "excuse" for one in ours), tuple(says))


def _checks(verdicts: Sequence[Verdict]) -> dict[tuple[str, str], Worth]:
    """The worth of each check, by exercise and name."""
    worth = [
        (None if one.status == "could_not_judge" else float(one.points), float(one.max_points)) for one in verdicts
    ]
    keys = [(one.exercise, one.check) for one in verdicts]
    found: dict[tuple[str, str], Worth] = dict(zip(keys, worth, strict=True))
    if len(found) == len(keys):  # as always, if nobody else has written the rows
        return found
    return {key: _total([one for own, one in zip(keys, worth, strict=True) if own == key]) for key in found}


def _total(own: Sequence[Worth]) -> Worth:
    """The sums of points, and of the most that there are."""
    return _sum([points for points, _ in own]), math.fsum([most for _, most in own])


def _exercises(checks: Mapping[tuple[str, str], Worth | None]) -> dict[str, Worth]:
    """The sums of the checks of each exercise; one whose every check is excused is worth nothing."""
    found: dict[str, list[Worth]] = {}
    for (exercise, _), worth in checks.items():
        own = found.setdefault(exercise, [])
        if worth is not None:
            own.append(worth)
    return {name: _total(own) for name, own in found.items()}


def _excused(
    checks: Mapping[tuple[str, str], Worth],
    by_check: Mapping[tuple[str, str], Worth | None],
    by_exercise: Mapping[str, Worth | None],
) -> float:
    """The points of excused checks and exercises, which nobody has to reach."""
    return math.fsum(
        most for key, (_, most) in checks.items() if by_check[key] is None or by_exercise.get(key[0], ()) is None
    )


def _decided(worth: Worth | None, own: Sequence[Decision], says: list[str], *, known: bool) -> Worth | None:
    """The worth of one target after the decisions about it; None if it is excused."""
    if not own:
        return worth
    if not known:
        says.append(f"{own[-1].target} is not in the record any more: what {own[-1].said_by} decided has no effect")
        return worth
    points, most = worth or (0.0, 0.0)
    fixed = [one for one in own if one.kind in ("points", "excuse")][-1:]
    for one in fixed:
        if one.kind == "excuse":
            says.append(f"{one.target} is excused by {one.said_by}")
            return None
        was = "not judged" if points is None else f"not {points:g}"
        says.append(f"{one.target} counts {one.points:g} of {most:g} points, {was}, by {one.said_by}")
        points = one.points
    for one in (each for each in own if each.kind == "add"):
        says.append(f"{one.target}: {one.points:+g} points by {one.said_by}")
        points = None if points is None else max(0.0, math.fsum((points, one.points)))
    return points, most


def _sum(points: Sequence[float | None]) -> float | None:
    return None if None in points else math.fsum(points)  # type: ignore[arg-type]  # none of them is None
