"""grader.yaml -> Course: the assignments in order, their weights and deadlines, the limits.

Facts about exercises are not here; they are declared under solutions/.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import YAMLError

from autograder.course.rules import AssignmentGroup, Extension, LatePolicy, Section
from autograder.course.times import days_late, in_zone, is_known, read_deadline
from autograder.errors import CourseError, nearest
from autograder.records import Limits

FILE = "grader.yaml"
KIT = "kit"  # the folder of a kit's data
CHECKS, FUNCTIONS = "checks.py", "functions.py"  # the course's own names, in solutions/ or in a kit's data


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("expected a time zone such as UTC or Europe/Berlin") from error
    return name


def _deadline(value: object) -> datetime | None:
    return value if value is None or isinstance(value, datetime) else read_deadline(str(value))


Package = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A package as `pip install` takes it."""


class AssignmentPlan(Section):
    """An assignment's deadline, points and weight."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="folder under solutions/")
    points: float = Field(100.0, gt=0, description="what full marks are worth")
    weight: float = Field(1.0, ge=0, description="weight in the course's total")
    due: Annotated[datetime | None, BeforeValidator(_deadline)] = Field(
        None, description="ISO 8601; without an offset, in the course's time zone; a day alone means its end"
    )
    group: str | None = Field(None, description="one of `groups`")
    bonus: bool = Field(False, description="adds to the total, and costs nothing if it is not done")
    allow: list[Package] = Field([], description="packages that submissions may import, besides NumPy")


class WorkerLimits(Section):
    """What one worker may use, such as ``1 GiB``; the defaults are those of `Limits`."""

    memory: ByteSize = Field(ByteSize(Limits.memory), ge=256 << 20)  # Python and NumPy alone map about 160 MiB
    scratch: ByteSize = ByteSize(Limits.scratch)
    result: ByteSize = ByteSize(Limits.result)
    printed: ByteSize = ByteSize(Limits.printed)
    submission_seconds: float | None = Field(
        None,
        gt=0,
        description="time for a whole submission; the default is the sum of its exercises' budgets, at most 600",
    )


class CourseFile(Section):
    """The content of grader.yaml."""

    course: str = Field(min_length=1, description="the course's name")
    assignments: list[AssignmentPlan] = Field(min_length=1)
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    gradebook: str = Field("gradebook.db", description="a path relative to grader.yaml, or a PostgreSQL URL")
    variants: int = Field(8, ge=1, le=1000, description="how many different draws of hidden cases")
    allow: list[Package] = Field([], description="packages for every assignment, besides NumPy")
    late: LatePolicy = LatePolicy()
    attempts: Literal["last", "last_on_time", "best"] = Field(
        "last",
        description="which of several attempts counts: the last, the last before the deadline if there is one, "
        "or the one with the best score",
    )
    groups: list[AssignmentGroup] = Field([], description="if there are any, each assignment is in one")
    extensions: list[Extension] = Field([], description="other deadlines for some students")
    solutions: Literal["never", "after_due", "after_passing"] = Field(
        "never", description="when `grade release` puts answers into a kit, for solution() in a notebook"
    )
    carried_forward: float = Field(
        1.0,
        ge=0,
        le=1,
        description="share of its points that a function keeps if only another one that it uses is wrong",
    )
    limits: WorkerLimits = WorkerLimits()

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
        return Limits(**{name: int(v) if isinstance(v, ByteSize) else v for name, v in self.file.limits})

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
        return replace(self, file=self.file.model_copy(update={"assignments": chosen}))

    @property
    def zone(self) -> ZoneInfo:
        """The course's time zone."""
        return ZoneInfo(self.file.timezone)

    def due(self, assignment: str) -> datetime | None:
        """The deadline with its time zone; if the local time occurs twice, the later one."""
        due = self.plan(assignment).due
        return due if due is None else in_zone(due, self.zone, latest=True)

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


def is_kit(folder: Path) -> bool:
    """Whether a folder holds a kit; a course's folder may contain its own kit."""
    return (folder / KIT).is_dir() and not (folder / "solutions").exists()


def find_course(start: Path) -> Course | None:
    """The course whose grader.yaml is in ``start`` or the nearest folder above, or None."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return load_course(folder / FILE)
    return None


def load_course(path: Path) -> Course:
    """Read and validate one grader.yaml; raises `CourseError` naming line, key and what was expected."""
    data = _parsed(path)
    try:
        file = CourseFile.model_validate(data)
    except ValidationError as error:
        raise CourseError(_explain(path, data, error), "Fix these lines.") from error
    names = file.assignment_names
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated:
        raise CourseError(f"{path.name}: assignment {repeated!r} is listed more than once.")
    for problem in _unfitting(file):
        raise CourseError(f"{path.name}: {problem}", "Fix this line.")
    return Course(path.parent, file)


def _unfitting(file: CourseFile) -> Iterator[str]:
    """What one part of the file says of another that is not there."""
    names, groups = file.assignment_names, [group.name for group in file.groups]
    if len(set(groups)) < len(groups):
        yield "a group is listed more than once."
    for plan in file.assignments:
        if (groups or plan.group) and plan.group not in groups:
            known = f"one of: {', '.join(groups)}" if groups else "a group that is listed under `groups`"
            yield f"assignment {plan.name!r}: group: expected {known}, not {plan.group!r}."
    for extension in file.extensions:
        if extension.assignment not in names:
            yield f"extensions: there is no assignment {extension.assignment!r}.{nearest(extension.assignment, names)}"
        elif extension.until.startswith("+") and file.assignments[names.index(extension.assignment)].due is None:
            yield f"extensions: {extension.assignment!r} has no deadline that {extension.until} could extend."


class _TimesAsText(RoundTripConstructor):
    """Keeps a time as text, for `read_deadline`, which knows more formats than YAML."""


_TimesAsText.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _parsed(path: Path) -> Any:
    """The file's data, whose mappings and lists know their lines; raises `CourseError`."""
    yaml = YAML()
    yaml.Constructor = _TimesAsText
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from error
    except DuplicateKeyError as error:
        found = str(error.problem).partition(" with value")[0]
        raise CourseError(f"{path.name}{_place(error)}: {found}: it occurs more than once.") from error
    except YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise CourseError(f"{path.name}{_place(error)}: not YAML: {problem}.") from error


def _place(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _explain(path: Path, data: Any, error: ValidationError) -> str:
    return "\n".join(
        f"{path.name}, line {_line(data, problem['loc'])}: {'.'.join(map(str, problem['loc'])) or 'the file'}: "
        f"{_expected(problem)}"
        for problem in error.errors()
    )


def _expected(problem: Any) -> str:
    loc = problem["loc"]
    if problem["type"] == "extra_forbidden":
        keys = list(_section(loc).model_fields)
        return f"unknown key.{nearest(str(loc[-1]), keys)} Expected one of: {', '.join(keys)}."
    if problem["type"] == "missing":
        return "this key is required."
    message = problem["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
    return f"{message}, not {_shown(problem['input'])}."


def _shown(value: object) -> str:
    """A value of the file, for a message; a mapping or list is only named: it may contain itself by an alias."""
    kinds: dict[type, str] = {CommentedMap: "a mapping", CommentedSeq: "a list"}
    return kinds.get(type(value)) or repr(str(value)[:60])


def _section(loc: tuple[int | str, ...]) -> type[Section]:
    """The mapping that has the last key of ``loc``."""
    sections: dict[int | str, type[Section]] = {
        "assignments": AssignmentPlan,
        "extensions": Extension,
        "groups": AssignmentGroup,
        "late": LatePolicy,
        "limits": WorkerLimits,
    }
    return CourseFile if len(loc) == 1 else sections[loc[0]]


def _line(node: Any, loc: tuple[int | str, ...]) -> int:
    """The line of the part of ``loc`` that is in the file."""
    line = 1
    for part in loc:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line
