"""Results -> a student's total: what is due, in groups with weights, without the results that cost most."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

from autograder.course.config import AssignmentPlan, Course
from autograder.course.rules import AssignmentGroup
from autograder.gradebook.lateness import latenesses
from autograder.records import Result
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

EVERYTHING = AssignmentGroup(name="all", weight=1)
MOST_STEPS = 60  # each improves the average; a few are needed


@dataclass(frozen=True)
class Total:
    """A student's share of what is due, in percent: None if nothing is, or if any of it could not be judged."""

    percent: float | None
    counted: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """What the total counts."""
        parts = [f"of {many(len(self.counted) + len(self.dropped), 'assignment')} due so far"]
        for word in ("dropped", "excused", "unjudged"):
            names = getattr(self, word)
            if names:
                parts.append(f"{'could not be judged' if word == 'unjudged' else word}: {', '.join(names)}")
        parts += self.groups
        return "; ".join(parts)


@dataclass(frozen=True)
class _Entry:
    plan: AssignmentPlan
    share: float | None


def total(results: Iterable[Result], course: Course, now: datetime) -> Total:
    """The total of one student's results; an assignment without a result counts as 0 once its deadline has passed."""
    own = {result.assignment: result for result in results}
    student = next((str(result.student) for result in own.values()), "")
    complete = all(name in own for name in course.assignments)
    deadlines = {} if complete else latenesses(course, student, {}, (), now)
    entries, waiting, excused = [], [], []
    for plan in (plan for plan in course.file.assignments if plan.weight):
        result = own.get(plan.name)
        if result is not None and result.excused:
            excused.append(plan.name)
        elif result.counts if result is not None else deadlines[plan.name].passed:
            share = 0.0 if result is None else None if result.score is None else result.score / plan.points
            entries.append(_Entry(plan, share))
        else:
            waiting.append(plan.name)
    return _totalled(entries, course.file.groups, tuple(waiting), tuple(excused))


def _totalled(
    entries: Sequence[_Entry], groups: Sequence[AssignmentGroup], waiting: tuple[str, ...], excused: tuple[str, ...]
) -> Total:
    says = []
    unjudged = tuple(entry.plan.name for entry in entries if entry.share is None)
    kept, parts = [], []
    for group in groups or [EVERYTHING]:
        own = [entry for entry in entries if not groups or entry.plan.group == group.name]
        chosen = own if unjudged else _without_the_lowest(own, group.drop_lowest)
        kept += [entry.plan.name for entry in chosen]
        if any(not entry.plan.bonus for entry in chosen):
            parts.append((group.weight, _average(chosen) + _bonus(own)))
            says += [f"{group.name} {100 * parts[-1][1]:.1f} %, weight {group.weight:g}"] if groups else []
    dropped = tuple(entry.plan.name for entry in entries if entry.plan.name not in kept)
    weight = math.fsum(weight for weight, _ in parts)
    percent = 100 * math.fsum(w * value for w, value in parts) / weight if parts and not unjudged else None
    counted = tuple(entry.plan.name for entry in entries if entry.plan.name in kept)
    return Total(percent, counted, dropped, excused, waiting, unjudged, () if unjudged else tuple(says))


def _average(entries: Iterable[_Entry]) -> float:
    """The weighted average of the shares, without any bonus; 0 for a share that is unknown."""
    own = [entry for entry in entries if not entry.plan.bonus]
    return math.fsum(e.plan.weight * (e.share or 0.0) for e in own) / math.fsum(e.plan.weight for e in own)


def _bonus(entries: Sequence[_Entry]) -> float:
    """What bonus assignments add: their weight is compared with that of all the others, be they dropped or not."""
    whole = math.fsum(entry.plan.weight for entry in entries if not entry.plan.bonus)
    return math.fsum(entry.plan.weight * (entry.share or 0.0) for entry in entries if entry.plan.bonus) / whole


def _without_the_lowest(entries: Sequence[_Entry], count: int) -> list[_Entry]:
    """The entries without those ``count`` that lower the average most; one is always left.

    With weights, the smallest share is not always the one to drop. Kane & Kane (2006), "Dropping Lowest Grades": keep
    the entries with the largest weight * (share - average), and repeat with the average of those.
    """
    able = [entry for entry in entries if not entry.plan.bonus]
    keep = max(1, len(able) - count)
    if keep >= len(able):
        return list(entries)
    average, kept = -1.0, able
    for _ in range(MOST_STEPS):
        ranked = sorted(able, key=lambda entry: -entry.plan.weight * ((entry.share or 0.0) - average))
        kept = ranked[:keep]
        if _average(kept) <= average:
            break
        average = _average(kept)
    return [entry for entry in entries if entry.plan.bonus or entry in kept]
