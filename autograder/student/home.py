"""The overview that `grade` alone prints: the state of each assignment, and what to do next."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from autograder.course.config import Course
from autograder.course.folder import FILE
from autograder.course.library import exercise_files
from autograder.errors import AutograderError
from autograder.gradebook.location import is_url
from autograder.student.last_check import read_last_check
from autograder.student.standing import Progress, Standing
from autograder.system.lazy_dataclass import dataclass

Step = tuple[str, str]
"""A command and its purpose."""

NOWHERE: list[Step] = [
    ("cd FOLDER", f"students: change to the folder of your course, where its {FILE} is, then run `grade` again"),
    ("grade check PATH", "check work in another folder"),
    ("grade init DIR", "instructors: start a private course in a new folder"),
    ("grade doctor", "see which isolation levels work on this machine"),
    ("grade --help", "see all commands"),
]
ORDER: tuple[tuple[Progress, ...], ...] = (("unwritten", "missing"), ("failing",), ("unchecked",))


@dataclass(frozen=True)
class AssignmentRow:
    """One assignment: when it is due (``when`` is the time left), and its exercises at the last check.

    ``exercises`` is 0 if unknown; ``max_points`` is None before the first check.
    """

    name: str
    due: str
    when: str
    passed: int
    exercises: int
    points: float
    max_points: float | None

    @property
    def complete(self) -> bool:
        """Whether every exercise passed its last check."""
        return 0 < self.exercises == self.passed


def assignment_rows(course: Course, names: Callable[[str], list[str]], now: datetime) -> list[AssignmentRow]:
    """Every assignment of the course, in its order; ``names`` gives the exercises of one, ``now`` has a time zone."""
    return [_row(course, assignment, names, now) for assignment in course.assignments]


def _row(course: Course, name: str, exercises_of: Callable[[str], list[str]], now: datetime) -> AssignmentRow:
    try:
        names = exercises_of(name)
    except AutograderError:  # a damaged kit: `grade check` says so
        names = []
    recorded = read_last_check(course.root, name).exercises
    known = [recorded[exercise] for exercise in names if exercise in recorded]
    return AssignmentRow(
        name,
        *_due(course.due(name), now),
        passed=sum(checked.state == "passed" for checked in known),
        exercises=len(names),
        points=sum(min(checked.points, checked.max_points) for checked in known),
        max_points=sum(checked.max_points for checked in known) if known else None,
    )


def _due(due: datetime | None, now: datetime) -> tuple[str, str]:
    if due is None:
        return "", ""
    left = due.astimezone(UTC) - now
    days = left // timedelta(days=1)
    when = "past" if days < 0 else "within a day" if days == 0 else f"in {days} day{'s' * (days > 1)}"
    return f"{due:%a %d %b %Y, %H:%M}", when


def current_assignment(course: Course, complete: Collection[str], now: datetime) -> str | None:
    """The incomplete assignment that is due next, or else the first incomplete one; None if all are complete."""
    left = [name for name in course.assignments if name not in complete]
    ahead = {name: due for name in left if (due := course.due(name)) and due.astimezone(UTC) >= now}
    return min(ahead, key=ahead.__getitem__) if ahead else next(iter(left), None)


def next_exercise(standings: Sequence[Standing]) -> Standing | None:
    """The first exercise to write, else to fix, else to check; None if everything passes."""
    found = (one for kinds in ORDER for one in standings if one.progress in kinds)
    return next(found, None)


def own_steps(assignment: str, following: Standing | None) -> list[Step]:
    """What a student does next in an assignment."""
    if following is None:
        return [
            (f"grade check {assignment}", "run the public checks on your own work"),
            (f"grade submit {assignment}", "pack your work into an archive to hand in"),
        ]
    return [
        (f"grade check {following.exercise}", "run its public checks"),
        (f"grade check {assignment} --watch", "check again whenever you save, exercise by exercise"),
        (f"grade hint {following.exercise}", "show a hint"),
        ("grade list", "show every exercise and how far it is"),
        (f"grade submit {assignment}", "pack your work into an archive to hand in"),
    ]


def author_steps(course: Course) -> list[Step]:
    """What authors and instructors do next in a course: first what students cannot work without."""
    return [*_missing(course), *_class(course)]


def lacks_something(course: Course) -> bool:
    """Whether the course lacks something that students need."""
    return any(True for _ in _missing(course))


def _missing(course: Course) -> Iterator[Step]:
    solutions, names = course.root / "solutions", course.assignments
    empty = [name for name in names if not exercise_files(solutions / name)]
    for name in empty:
        yield f"grade new {name}/EXERCISE", f"{name} has no exercises yet"
    if any(not (solutions / name / "calibration.json").is_file() for name in names if name not in empty):
        yield "grade verify --calibrate", "measure the tolerances that are missing"
    if any(not (course.root / "assignments" / name / f"{name}.py").is_file() for name in names if name not in empty):
        yield "grade build", "write what students get, assignments/, from solutions/"


def _class(course: Course) -> Iterator[Step]:
    if (course.root / "submissions").is_dir():
        yield "grade all submissions/", "grade what is new or changed"
    else:
        yield "grade all FOLDER", "grade a class: <student>/<assignment>/, or archives of `grade submit`"
    if not is_url(course.file.gradebook) and (course.root / course.file.gradebook).is_file():
        yield "grade show STUDENT", "see every check of one student, and why it failed"
    yield "grade verify", "prove that every exercise is sound"
