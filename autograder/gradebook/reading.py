"""Rows -> results, each row by itself: an unreadable row never hides the others."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Text, cast, select

from autograder.course.config import Course
from autograder.course.times import is_known
from autograder.gradebook.policy import evaluate
from autograder.gradebook.tables import SUBMISSIONS, VERDICTS
from autograder.records import Result, Verdict

Key = tuple[str, str]
"""A student and an assignment."""

FIELDS = [field.name for field in fields(Verdict)]
JUDGED = TypeAdapter(tuple[Verdict, ...])
AT_ONCE = 500  # submissions whose verdicts are read by one query


def submission_rows(connection: Connection, course: Course, student: str | None) -> list[Row[Any]]:
    """The recorded submissions to the course's assignments, of ``student`` or of all; without their verdicts.

    Notes stay JSON: a column that cannot be decoded would end the whole query.
    """
    table, plain = SUBMISSIONS.c, ("id", "student", "assignment", "missing", "max_points", "submitted", "isolation")
    query = select(*(table[name] for name in plain), cast(table.notes, Text).label("notes"))
    query = query.where(table.assignment.in_(course.assignments))
    return [*connection.execute(query if student is None else query.where(table.student == student))]


def results_of(connection: Connection, course: Course, rows: Sequence[Row[Any]]) -> Iterator[Result]:
    """The result of each row, with its verdicts."""
    for start in range(0, len(rows), AT_ONCE):
        chunk = rows[start : start + AT_ONCE]
        verdicts = _verdict_rows(connection, [row.id for row in chunk])
        for row in chunk:
            yield _result(course, row, verdicts[row.id])


def _verdict_rows(connection: Connection, submissions: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The rows of each submission's verdicts, in their order: the submission's number, then the verdict's fields."""
    table = VERDICTS.c
    query = select(table.submission_id, *(table[name] for name in FIELDS)).where(table.submission_id.in_(submissions))
    found = defaultdict(list)
    for row in connection.execute(query.order_by(table.submission_id, table.position)).all():  # faster than one by one
        found[row[0]].append(row)
    return found


def _result(course: Course, row: Row[Any], verdicts: Sequence[Row[Any]]) -> Result:
    try:
        return _read(course, row, verdicts)
    except Exception as error:  # whatever stands in this row, the other rows are read
        return _unread(row, type(error).__name__)


def _read(course: Course, row: Row[Any], verdicts: Sequence[Row[Any]]) -> Result:
    judged = JUDGED.validate_python([dict(zip(FIELDS, verdict[1:], strict=True)) for verdict in verdicts])
    if not math.isfinite(row.max_points + sum(verdict.points + verdict.max_points for verdict in judged)):
        raise ValueError("points are not finite")
    submitted, remarks = _time(course, row.submitted)
    return evaluate(
        course.plan(row.assignment),
        course.file.late,
        student=str(row.student),
        verdicts=judged,
        max_points=row.max_points,
        missing=row.missing,
        late_days=course.late_days(row.assignment, submitted),
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
