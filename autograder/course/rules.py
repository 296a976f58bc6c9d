"""Rules of grader.yaml that turn points into scores and totals: lateness, extensions, groups of assignments."""

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from autograder.course.fields import ReadBy, Section, Within
from autograder.course.rounding import exact
from autograder.course.times import in_zone, read_deadline, read_period
from autograder.system.lazy_dataclass import dataclass

HOURS_OF_A_DAY = 24


@dataclass(frozen=True, kw_only=True)
class LatePolicy(Section):
    """The cost of lateness; applied when scores are read, so a change needs no new run."""

    penalty_per_day: Annotated[float, Within(ge=0, le=1), "share of the score that each day costs"] = 0.0
    penalty_per_hour: Annotated[float, Within(ge=0, le=1), "share of the score that each hour costs"] = 0.0
    max_days: Annotated[Annotated[int, Within(ge=0)] | None, "work that is later than this gets 0"] = None
    grace_minutes: Annotated[float, Within(ge=0), "lateness of so many minutes costs nothing"] = 0.0
    tokens: Annotated[int, Within(ge=0), "days of lateness that each student has free in the whole course"] = 0
    floor: Annotated[float, Within(ge=0, le=1), "share of the score that late work keeps at least"] = 0.0

    def __post_init__(self) -> None:
        if self.penalty_per_day and self.penalty_per_hour:
            raise ValueError("expected penalty_per_day or penalty_per_hour, not both")

    @property
    def costs(self) -> bool:
        """Whether lateness costs anything."""
        return bool(self.penalty_per_day or self.penalty_per_hour or self.max_days is not None)

    def factor(self, days: int | None, hours: int | None = None) -> float:
        """The factor by which the score is multiplied; unknown lateness costs nothing.

        ``days`` and ``hours`` are started ones; the hours of so many whole days if they are not given.
        """
        if not days:
            return 1.0
        if self.max_days is not None and days > self.max_days:
            return 0.0
        hours = HOURS_OF_A_DAY * days if hours is None else hours
        cost = exact(self.penalty_per_day) * days + exact(self.penalty_per_hour) * hours
        return max(self.floor, float(1 - cost), 0.0)


def _period(value: object) -> str:
    text = str(value).strip()
    try:
        read_period(text)
    except ValueError:
        read_deadline(text)
    return text


@dataclass(frozen=True, kw_only=True)
class Extension(Section):
    """Another deadline for one student."""

    student: Annotated[str, Within(min_length=1), "as the student's folder is named"]
    assignment: Annotated[str, "the assignment"]
    until: Annotated[
        str, ReadBy(_period), "a time such as 2026-11-05 18:00, a day, or from the deadline on: +2d, +12h, +1w"
    ]
    comment: Annotated[str, "why"] = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentGroup(Section):
    """Assignments that count together, such as homework or projects."""

    name: Annotated[str, Within(min_length=1), "as the assignments' `group` says"]
    weight: Annotated[float, Within(gt=0), "weight of the whole group in the course's total"]
    drop_lowest: Annotated[int, Within(ge=0), "so many results are left out, those that cost the student most"] = 0


def extended(due: datetime | None, until: str, zone: ZoneInfo) -> datetime:
    """The deadline that ``until`` means: a time of its own, or a period after ``due``.

    Days and weeks end at the same wall clock, hours are hours. Raises `ValueError` for a period without a deadline.
    """
    try:
        days, hours = read_period(until)
    except ValueError:
        return in_zone(read_deadline(until), zone, latest=True)
    if due is None:
        raise ValueError("there is no deadline to extend")
    wall = due.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    moved = in_zone(wall, zone, latest=True) if days else due
    return (moved.astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)).astimezone(zone)
