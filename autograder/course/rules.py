"""Rules of grader.yaml that turn points into scores and totals: lateness, extensions, groups of assignments."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from autograder.course.rounding import exact
from autograder.course.times import in_zone, read_deadline, read_period

HOURS_OF_A_DAY = 24


class Section(BaseModel):
    """A section of grader.yaml; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LatePolicy(Section):
    """The cost of lateness; applied when scores are read, so a change needs no new run."""

    penalty_per_day: float = Field(0.0, ge=0, le=1, description="share of the score that each day costs")
    penalty_per_hour: float = Field(0.0, ge=0, le=1, description="share of the score that each hour costs")
    max_days: int | None = Field(None, ge=0, description="work that is later than this gets 0")
    grace_minutes: float = Field(0.0, ge=0, description="lateness of so many minutes costs nothing")
    tokens: int = Field(0, ge=0, description="days of lateness that each student has free in the whole course")
    floor: float = Field(0.0, ge=0, le=1, description="share of the score that late work keeps at least")

    @model_validator(mode="after")
    def _by_day_or_by_hour(self) -> Self:
        if self.penalty_per_day and self.penalty_per_hour:
            raise ValueError("expected penalty_per_day or penalty_per_hour, not both")
        return self

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


class Extension(Section):
    """Another deadline for one student."""

    student: str = Field(min_length=1, description="as the student's folder is named")
    assignment: str = Field(description="the assignment")
    until: Annotated[str, BeforeValidator(_period)] = Field(
        description="a time such as 2026-11-05 18:00, a day, or from the deadline on: +2d, +12h, +1w"
    )
    comment: str = Field("", description="why")


class AssignmentGroup(Section):
    """Assignments that count together, such as homework or projects."""

    name: str = Field(min_length=1, description="as the assignments' `group` says")
    weight: float = Field(gt=0, description="weight of the whole group in the course's total")
    drop_lowest: int = Field(0, ge=0, description="so many results are left out, those that cost the student most")


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
