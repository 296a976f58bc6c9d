"""Verdicts -> rows, which replace the earlier ones."""

import functools
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select

from autograder.gradebook.tables import SUBMISSIONS, VERDICTS
from autograder.gradebook.texts import BYTES, shared, shortened, storable
from autograder.records import Submission, Verdict

KEY = ["student", "assignment"]
NUMBER = select(SUBMISSIONS.c.id).where(*(SUBMISSIONS.c[name] == bindparam(name) for name in KEY))
FORGET = delete(VERDICTS).where(VERDICTS.c.submission_id == bindparam("number"))

Values = dict[str, Any]
"""A row, by the names of its columns."""


def rows_of(
    submission: Submission, verdicts: Sequence[Verdict], max_points: float, isolation: str, fingerprint: str
) -> tuple[Values, list[Values]]:
    """A submission's row and those of its verdicts, in texts that every database takes."""
    own = shared([storable(text) for text in (*(verdict.detail for verdict in verdicts), *submission.notes)])
    values = {
        "student": storable(submission.student),
        "assignment": submission.assignment,
        "missing": submission.missing,
        "max_points": max_points,
        "submitted": submission.submitted.isoformat() if submission.submitted else None,
        "isolation": isolation,
        "notes": own[len(verdicts) :],
        "fingerprint": fingerprint,
        "graded_at": datetime.now(UTC),
    }
    return values, [_verdict(verdict, detail) for verdict, detail in zip(verdicts, own, strict=False)]


def replace(connection: Connection, values: Values, verdicts: Sequence[Values]) -> None:
    """Write a submission and its verdicts, replacing the earlier ones."""
    connection.execute(_upsert(connection.dialect.name), values)
    number = connection.scalar(NUMBER, {name: values[name] for name in KEY})
    connection.execute(FORGET, {"number": number})
    rows = [{**verdict, "submission_id": number, "position": place} for place, verdict in enumerate(verdicts)]
    if rows:
        connection.execute(insert(VERDICTS), rows)


@functools.cache
def _upsert(dialect: str) -> Executable:
    """Insert a submission, or update the one of this student and assignment."""
    statement = _insert(dialect)
    changed = {one.name: statement.excluded[one.name] for one in SUBMISSIONS.c if one.name not in ("id", *KEY)}
    upsert: Executable = statement.on_conflict_do_update(index_elements=KEY, set_=changed)
    return upsert


def _insert(dialect: str) -> Any:
    """SQLAlchemy's insert for this dialect; importing both would slow reading by 0.05 s."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(SUBMISSIONS)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(SUBMISSIONS)


def _verdict(verdict: Verdict, detail: str) -> Values:
    texts = {name: shortened(storable(getattr(verdict, name))) for name in ("message", "example")}
    drawn = verdict.differs if len(verdict.differs) <= BYTES else ""  # part of a map is none
    return {**asdict(verdict), **texts, "differs": drawn, "detail": detail}
