"""How late each submission of one student is: own deadlines, grace, and late tokens, in the order of the deadlines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from autograder.course.config import Course
from autograder.course.rules import LatePolicy, extended
from autograder.course.times import days_late, hours_late, is_known
from autograder.records import Decision
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Lateness:
    """How late one submission is by its student's own deadline, ``due``.

    ``passed`` says whether that is over.  ``days`` and ``hours`` are started ones, None where the time of submission
    is unknown; ``tokens`` days of them are free.  ``says`` explains the deadline.
    """

    due: datetime | None = None
    passed: bool = False
    days: int | None = 0
    hours: int | None = 0
    tokens: int = 0
    says: tuple[str, ...] = ()

    @property
    def charged_days(self) -> int | None:
        """The days that count."""
        return None if self.days is None else max(0, self.days - self.tokens)

    @property
    def charged_hours(self) -> int | None:
        """The hours that count: a token is worth 24."""
        return None if self.hours is None else max(0, self.hours - 24 * self.tokens)

    def kept(self, late: LatePolicy) -> float:
        """The share of the score that is kept."""
        return late.factor(self.charged_days, self.charged_hours)


UNKNOWN = Lateness(days=None, hours=None)


def latenesses(
    course: Course, student: str, handed_in: Mapping[str, datetime | None], decisions: Sequence[Decision], now: datetime
) -> dict[str, Lateness]:
    """The lateness of one student's work on each assignment of the course.

    ``handed_in`` has the time of each submission, None where that is unknown, and lacks what is missing.
    """
    found = {name: _lateness(course, student, name, handed_in, decisions, now) for name in course.assignments}
    excused = {one.assignment for one in decisions if one.kind == "excuse" and not one.exercise}
    return _with_tokens(found, course.file.late, [name for name in found if name not in excused])


def class_latenesses(
    course: Course,
    handed_in: Mapping[str, Mapping[str, datetime | None]],
    decisions: Mapping[str, Sequence[Decision]],
    now: datetime,
) -> dict[str, dict[str, Lateness]]:
    """The same for every student who handed in anything or about whom people decided.

    What most students have in common, the lateness of what is not handed in, is found once for all of them.
    """
    usual = latenesses(course, "", {}, (), now)
    extended_too = {one.student for one in course.file.extensions}
    found = {}
    for student in {*handed_in, *decisions}:
        own, made = handed_in.get(student, {}), decisions.get(student, ())
        if made or course.file.late.tokens or student in extended_too:
            found[student] = latenesses(course, student, own, made, now)
        else:
            found[student] = usual | {name: _lateness(course, student, name, own, (), now) for name in own}
    return found


def _lateness(
    course: Course,
    student: str,
    assignment: str,
    handed_in: Mapping[str, datetime | None],
    decisions: Iterable[Decision],
    now: datetime,
) -> Lateness:
    due, says = deadline(course, student, assignment, decisions)
    if due is None:
        return Lateness(says=says)
    grace = timedelta(minutes=course.file.late.grace_minutes)
    found = Lateness(due, passed=now.astimezone(UTC) > due.astimezone(UTC) + grace, says=says)
    submitted = handed_in.get(assignment)
    if submitted is None or not is_known(submitted):  # unknown, or nothing is there
        return replace(found, days=None, hours=None)
    submitted = course.localized(submitted)
    late = hours_late(due, submitted)
    if late and submitted.astimezone(UTC) <= due.astimezone(UTC) + grace:
        return replace(found, says=(*says, f"within the grace of {course.file.late.grace_minutes:g} minutes"))
    return replace(found, days=days_late(due, submitted, course.zone), hours=late)


def deadline(
    course: Course, student: str, assignment: str, decisions: Iterable[Decision]
) -> tuple[datetime | None, tuple[str, ...]]:
    """The student's own deadline, and what has moved it: a person's decision, or else an extension of grader.yaml."""
    due = course.due(assignment)
    decided = [one for one in decisions if one.kind == "extend" and one.assignment == assignment]
    listed = [
        Decision("extend", student, assignment, value=each.until, comment=each.comment)
        for each in course.file.extensions
        if (each.student, each.assignment) == (student, assignment)
    ]
    for one in [*decided[-1:], *listed[-1:]]:
        try:
            moved = extended(due, one.value, course.zone)
        except (ValueError, OverflowError) as error:
            return due, (f"the extension {one.value} is not applied ({error})",)
        return moved, (f"deadline {moved:%Y-%m-%d %H:%M}, extended by {one.said_by}",)
    return due, ()


def _with_tokens(found: dict[str, Lateness], late: LatePolicy, eligible: Sequence[str]) -> dict[str, Lateness]:
    """Spend the late tokens on the earliest deadlines first, and only where that is worth something."""
    left = late.tokens
    if not left:
        return found
    by_deadline = sorted(eligible, key=lambda name: (found[name].due or datetime.max).replace(tzinfo=None))
    for name in by_deadline:
        one = found[name]
        spent = replace(one, tokens=min(left, _needed(one, late)))
        if spent.tokens and spent.kept(late) > one.kept(late):
            left -= spent.tokens
            said = f"{spent.tokens} of {late.tokens} late tokens spent, {left} left"
            found[name] = replace(spent, says=(*spent.says, said))
    return found


def _needed(one: Lateness, late: LatePolicy) -> int:
    """How many tokens would make it as good as on time."""
    if not one.days or not one.hours:
        return 0
    by_hours = -(-one.hours // 24) if late.penalty_per_hour else 0
    return max(by_hours, one.days)
