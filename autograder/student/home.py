"""Where somebody is, and what they can do next: what `grade` alone says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from autograder.course.config import FILE, Course

Step = tuple[str, str]
"""A command, and what it is for."""

NOWHERE: list[Step] = [
    ("cd FOLDER", f"students: go where your course is, the folder of its {FILE}, then run `grade` again"),
    ("grade check PATH", "check work that lies somewhere else"),
    ("grade init DIR", "instructors: start a private course in a new folder"),
    ("grade doctor", "see whether this machine can wall in what students hand in"),
    ("grade --help", "see all commands"),
]


def deadlines(course: Course, now: datetime) -> list[tuple[str, str, str]]:
    """Each assignment, when it is due, and how long that is from ``now`` (with a time zone)."""
    return [(name, *_due(course.due(name), now)) for name in course.assignments]


def _due(due: datetime | None, now: datetime) -> tuple[str, str]:
    if due is None:
        return "", ""
    left = due.astimezone(UTC) - now
    days = left // timedelta(days=1)
    when = "past" if days < 0 else "within a day" if days == 0 else f"in {days} day{'s' * (days > 1)}"
    return f"{due:%a %d %b %Y, %H:%M}", when


def steps(course: Course, now: datetime) -> list[Step]:
    """What to do next in a course or a kit."""
    current = _current(course, now)
    own = [
        (f"grade check {current}", "run the public checks on your own work"),
        (f"grade submit {current}", "seal it in an archive to hand in"),
    ]
    return own if course.is_kit else [*(list(_missing(course)) or own[:1]), *_class(course)]


def _current(course: Course, now: datetime) -> str:
    """The assignment that is due next; where none is ahead the last one that was due, or else the first."""
    dated = {name: due for name in course.assignments if (due := course.due(name))}
    ahead = [name for name in dated if dated[name].astimezone(UTC) >= now]
    if ahead:
        return min(ahead, key=dated.__getitem__)
    return max(dated, key=dated.__getitem__, default=course.assignments[0])


def _missing(course: Course) -> Iterator[Step]:
    """What authors have to do before anything can be taught."""
    solutions, names = course.root / "solutions", course.assignments
    empty = [name for name in names if not any((solutions / name).glob("*.py"))]
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
    if "://" not in course.file.gradebook and (course.root / course.file.gradebook).is_file():
        yield "grade show STUDENT", "see every check of one student, and why it failed"
    yield "grade verify", "prove that every exercise is sound"
