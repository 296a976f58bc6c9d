"""Rows and decisions -> results, each row by itself: an unreadable row never hides the others."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, select

from autograder.course.config import Course
from autograder.course.times import is_known
from autograder.gradebook.events import Key
from autograder.gradebook.lateness import Lateness, class_latenesses
from autograder.gradebook.policy import evaluate
from autograder.gradebook.tables import SUBMISSIONS, VERDICTS
from autograder.gradebook.validator import validator_of
from autograder.records import Decision, Result, Verdict
from autograder.system.lazy_dataclass import dataclass

Rows = Sequence[Row[Any]]
Values = Sequence[tuple[Any, ...]]
Read = Callable[[tuple[Any, ...]], Verdict]
Decisions = Mapping[Key, Sequence[Decision]]
FIELDS = [field.name for field in fields(Verdict)]
SCORED = ["exercise", "check", "status", "points", "max_points", "carried_forward"]
"""The fields that make a score; the others are for people."""
UNREAD = {"says": "", "visibility": "hidden", "message": ""}
VERDICT = validator_of(Verdict)
AT_ONCE = 100  # submissions whose verdicts are read by one query


def submission_rows(connection: Connection, course: Course, student: str | None) -> list[Row[Any]]:
    """The recorded submissions to the course's assignments, of ``student`` or of all; without their verdicts.

    Notes stay JSON: a column that cannot be decoded would end the whole query.
    """
    table, plain = SUBMISSIONS.c, ("id", "student", "assignment", "missing", "max_points", "submitted", "isolation")
    query = select(*(table[name] for name in plain), cast(table.notes, Text).label("notes"))
    query = query.where(table.assignment.in_(course.assignments))
    return [*connection.execute(query if student is None else query.where(table.student == student))]


@dataclass(frozen=True)
class Reading:
    """What one row needs besides itself: the course, what people decided, and the lateness of each submission."""

    course: Course
    decisions: Decisions
    lateness: Mapping[str, Mapping[str, Lateness]]

    @classmethod
    def of(cls, course: Course, rows: Rows, decisions: Decisions, now: datetime) -> "Reading":
        """The same for ``rows``, which have all the submissions of their students."""
        by_student: dict[str, dict[str, datetime | None]] = defaultdict(dict)
        own: dict[str, list[Decision]] = defaultdict(list)
        for row in rows:
            by_student[row.student] |= {} if row.missing else {row.assignment: _time(course, row.submitted)[0]}
        for (student, _), made in decisions.items():
            own[student] += made
        return cls(course, decisions, class_latenesses(course, by_student, own, now))


def results_of(connection: Connection, reading: Reading, rows: Rows, *, texts: bool = True) -> Iterator[Result]:
    """The result of each row, with its verdicts; without ``texts`` these have only what makes a score."""
    names = FIELDS if texts else SCORED
    read = cache(partial(_verdict, names))  # a class has many equal ones
    for start in range(0, len(rows), AT_ONCE):
        chunk = rows[start : start + AT_ONCE]
        verdicts = _verdict_rows(connection, [row.id for row in chunk], names)
        for row in chunk:
            yield _result(reading, row, verdicts[row.id], read)


def decided_only(reading: Reading, keys: Iterable[Key]) -> Iterator[Result]:
    """A result for each submission that people decided about, and that was never recorded."""
    for student, assignment in keys:
        yield evaluate(
            reading.course.plan(assignment),
            reading.course.file.late,
            student=student,
            verdicts=(),
            max_points=0.0,
            missing=True,
            isolation="process",
            lateness=reading.lateness[student][assignment],
            decisions=reading.decisions[student, assignment],
        )


def _verdict_rows(
    connection: Connection, submissions: Sequence[int], names: Sequence[str]
) -> dict[int, list[tuple[Any, ...]]]:
    """The fields' values of each submission's verdicts, in their order."""
    table = VERDICTS.c
    query = select(table.submission_id, *(table[name] for name in names)).where(table.submission_id.in_(submissions))
    found = defaultdict(list)
    for row in connection.execute(query.order_by(table.submission_id, table.position)).all():  # faster than one by one
        found[row[0]].append(row[1:])
    return found


def _verdict(names: Sequence[str], values: tuple[Any, ...]) -> Verdict:
    """The verdict with these values of the fields ``names``; raises `ValueError`."""
    fields = dict(zip(names, values, strict=True))
    verdict: Verdict = VERDICT.validate_python(UNREAD | fields if names is SCORED else fields)
    return verdict


def _result(reading: Reading, row: Row[Any], verdicts: Values, read: Read) -> Result:
    try:
        return _read(reading, row, tuple(map(read, verdicts)))
    except Exception as error:  # whatever stands in this row, the other rows are read
        return _unread(row, type(error).__name__)


def _read(reading: Reading, row: Row[Any], judged: tuple[Verdict, ...]) -> Result:
    if not math.isfinite(row.max_points + sum(verdict.points + verdict.max_points for verdict in judged)):
        raise ValueError("points are not finite")
    course, key = reading.course, (row.student, row.assignment)
    submitted, remarks = _time(course, row.submitted)
    return evaluate(
        course.plan(row.assignment),
        course.file.late,
        student=str(row.student),
        verdicts=judged,
        max_points=row.max_points,
        missing=row.missing,
        lateness=reading.lateness[row.student][row.assignment],
        decisions=reading.decisions.get(key, ()),
        carried_forward=course.file.carried_forward,
        isolation=str(row.isolation),
        notes=(*map(str, json.loads(row.notes)), *remarks),
        submitted=submitted,
    )


def _time(course: Course, text: Any) -> tuple[datetime | None, tuple[str, ...]]:
    """The recorded time of submission, and a note if it cannot be read."""
    if text is None:
        return None, ()
    try:
        moment = datetime.fromisoformat(text)
        if is_known(moment):
            return course.localized(moment), ()
    except (TypeError, ValueError, OverflowError):
        pass
    return None, (f"the recorded time of submission cannot be read: {str(text)[:60]!r}",)


def _unread(row: Row[Any], error: str) -> Result:
    points = row.max_points if isinstance(row.max_points, float) and math.isfinite(row.max_points) else 0.0
    return Result(
        student=str(row.student),
        assignment=row.assignment,
        verdicts=(),
        max_points=points,
        status="could_not_judge",
        points=None,
        score=None,
        late_days=None,
        isolation=str(row.isolation),
        notes=(f"the gradebook's entry cannot be read ({error}); `grade all --force` records it again",),
    )
