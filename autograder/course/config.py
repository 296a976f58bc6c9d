"""grader.yaml -> Course: the assignments in order, their weights and deadlines, the limits.

Facts about exercises are not here; they are declared under solutions/.
"""

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from autograder.course.fields import InBytes, ReadBy, Section, Within
from autograder.course.folder import CHECKS, FILE, FUNCTIONS, KIT, is_kit
from autograder.course.rules import AssignmentGroup, Extension, LatePolicy
from autograder.course.times import days_late, in_zone, is_known, read_deadline
from autograder.errors import CourseError, nearest
from autograder.records import Limits
from autograder.system.lazy_dataclass import dataclass


def _timezone(name: Any) -> Any:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("expected a time zone such as UTC or Europe/Berlin") from error
    except TypeError:
        pass  # it is no text, which is told of then
    return name


def _deadline(value: Any) -> datetime | None:
    return value if value is None or isinstance(value, datetime) else read_deadline(str(value))


Package = Annotated[str, Within(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A package as `pip install` takes it."""


@dataclass(frozen=True, kw_only=True)
class AssignmentPlan(Section):
    """An assignment's deadline, points and weight."""

    name: Annotated[str, Within(pattern=r"^[a-z][a-z0-9_]*$"), "folder under solutions/"]
    points: Annotated[float, Within(gt=0), "what full marks are worth"] = 100.0
    weight: Annotated[float, Within(ge=0), "weight in the course's total"] = 1.0
    due: Annotated[
        datetime | None,
        ReadBy(_deadline),
        "ISO 8601; without an offset, in the course's time zone; a day alone means its end",
    ] = None
    group: Annotated[str | None, "one of `groups`"] = None
    bonus: Annotated[bool, "adds to the total, and costs nothing if it is not done"] = False
    allow: Annotated[list[Package], "packages that submissions may import, besides NumPy"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WorkerLimits(Section):
    """What one worker may use, such as ``1 GiB``; the defaults are those of `Limits`."""

    memory: Annotated[int, InBytes(256 << 20)] = Limits.memory  # Python and NumPy alone map about 160 MiB
    scratch: Annotated[int, InBytes()] = Limits.scratch
    result: Annotated[int, InBytes()] = Limits.result
    printed: Annotated[int, InBytes()] = Limits.printed
    submission_seconds: Annotated[
        Annotated[float, Within(gt=0)] | None,
        "time for a whole submission; the default is the sum of its exercises' budgets, at most 600",
    ] = None


@dataclass(frozen=True, kw_only=True)
class CourseFile(Section):
    """The content of grader.yaml."""

    course: Annotated[str, Within(min_length=1), "the course's name"]
    assignments: Annotated[list[AssignmentPlan], Within(min_length=1)]
    timezone: Annotated[str, ReadBy(_timezone)] = "UTC"
    gradebook: Annotated[str, "a path relative to grader.yaml, or a PostgreSQL URL"] = "gradebook.db"
    variants: Annotated[int, Within(ge=1, le=1000), "how many different draws of hidden cases"] = 8
    allow: Annotated[list[Package], "packages for every assignment, besides NumPy"] = field(default_factory=list)
    late: LatePolicy = field(default_factory=LatePolicy)
    attempts: Annotated[
        Literal["last", "last_on_time", "best"],
        "which of several attempts counts: the last, the last before the deadline if there is one, "
        "or the one with the best score",
    ] = "last"
    groups: Annotated[list[AssignmentGroup], "if there are any, each assignment is in one"] = field(
        default_factory=list
    )
    extensions: Annotated[list[Extension], "other deadlines for some students"] = field(default_factory=list)
    solutions: Annotated[
        Literal["never", "after_due", "after_passing"],
        "when `grade release` puts answers into a kit, for solution() in a notebook",
    ] = "never"
    carried_forward: Annotated[
        float,
        Within(ge=0, le=1),
        "share of its points that a function keeps if only another one that it uses is wrong",
    ] = 1.0
    limits: WorkerLimits = field(default_factory=WorkerLimits)

    @property
    def assignment_names(self) -> list[str]:
        """The assignments' names, in the course's order."""
        return [plan.name for plan in self.assignments]


@dataclass(frozen=True)
class Course:
    """A validated grader.yaml and its folder."""

    root: Path
    file: CourseFile

    @property
    def assignments(self) -> list[str]:
        """The assignments' names, in the course's order."""
        return self.file.assignment_names

    @property
    def limits(self) -> Limits:
        """What a worker may use."""
        return Limits(**vars(self.file.limits))

    @property
    def is_kit(self) -> bool:
        """Whether this is a student's copy, which has data instead of answers."""
        return is_kit(self.root)

    @property
    def holds_code(self) -> bool:
        """Whether loading its exercises runs code: true except for a kit without its own checks and functions."""
        return not self.is_kit or any((self.root / KIT / name).exists() for name in (CHECKS, FUNCTIONS))

    def packages(self, assignment: str) -> tuple[str, ...]:
        """What submissions to ``assignment`` may import besides the standard library: NumPy and what is allowed."""
        return tuple(dict.fromkeys(("numpy", *self.file.allow, *self.plan(assignment).allow)))

    def plan(self, assignment: str) -> AssignmentPlan:
        """The entry of ``assignment``; raises `CourseError` with the nearest name if there is none."""
        for plan in self.file.assignments:
            if plan.name == assignment:
                return plan
        raise CourseError(
            f"There is no assignment {assignment!r} in {FILE}.{nearest(assignment, self.assignments)}",
            f"Its assignments are: {', '.join(self.assignments)}.",
        )

    def narrowed(self, names: Sequence[str]) -> "Course":
        """The course with only these assignments (all if none is named); raises `CourseError`."""
        known = [self.plan(name).name for name in names] or self.assignments
        chosen = [plan for plan in self.file.assignments if plan.name in known]
        return replace(self, file=replace(self.file, assignments=chosen))

    @property
    def zone(self) -> ZoneInfo:
        """The course's time zone."""
        return ZoneInfo(self.file.timezone)

    def due(self, assignment: str) -> datetime | None:
        """The deadline with its time zone; if the local time occurs twice, the later one."""
        return self._dues[self.plan(assignment).name]

    @cached_property
    def _dues(self) -> dict[str, datetime | None]:
        plans, zone = self.file.assignments, self.zone
        return {plan.name: None if plan.due is None else in_zone(plan.due, zone, latest=True) for plan in plans}

    def localized(self, moment: datetime) -> datetime:
        """``moment``, taken to be in the course's time zone if it has no offset."""
        return in_zone(moment, self.zone)

    def late_days(self, assignment: str, submitted: datetime | None) -> int | None:
        """Started calendar days after the deadline; None when the time of submission is unknown."""
        due = self.due(assignment)
        if due is None:
            return 0
        if submitted is None or not is_known(submitted):
            return None
        return days_late(due, self.localized(submitted), self.zone)


def find_course(start: Path) -> Course | None:
    """The course whose grader.yaml is in ``start`` or the nearest folder above, or None."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return load_course(folder / FILE)
    return None


def load_course(path: Path) -> Course:
    """Read and validate one grader.yaml; raises `CourseError` naming line, key and what was expected."""
    from autograder.course.kept_file import KeptFile
    from autograder.course.kit_file import read_kit_file

    if is_kit(path.parent) and (found := read_kit_file(path)):
        return Course(path.parent, found)
    kept = KeptFile.of(path)
    if found := kept.read():
        return Course(path.parent, found)
    from autograder.course.course_file import read_course_file  # imports for a tenth of a second

    found = read_course_file(path)
    kept.keep(found)
    return Course(path.parent, found)
