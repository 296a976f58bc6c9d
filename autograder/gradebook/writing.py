"""Verdicts -> rows, which replace the earlier ones; a change is kept as an event."""

import functools
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select, text

from autograder.errors import GradebookError
from autograder.gradebook.changes import Change
from autograder.gradebook.events import Event, Key, difference, note
from autograder.gradebook.schema import LOCK
from autograder.gradebook.snapshots import Snapshot, Values, normal, row_of, snapshot_of
from autograder.gradebook.tables import SUBMISSIONS, VERDICTS
from autograder.gradebook.texts import BYTES, shared, shortened, storable
from autograder.records import Submission, Verdict

KEY = ["student", "assignment"]
NUMBER = select(SUBMISSIONS.c.id).where(*(SUBMISSIONS.c[name] == bindparam(name) for name in KEY))
FORGET = delete(VERDICTS).where(VERDICTS.c.submission_id == bindparam("number"))


def rows_of(
    submission: Submission,
    verdicts: Sequence[Verdict],
    max_points: float,
    isolation: str,
    fingerprint: str,
    judged_by: Mapping[str, str],
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
        "judged_by": json.dumps(dict(judged_by)),
    }
    return values, [_verdict(verdict, detail) for verdict, detail in zip(verdicts, own, strict=False)]


def record(connection: Connection, values: Values, verdicts: Sequence[Values]) -> Change | None:
    """Write a submission and its verdicts; if that changes what is recorded, what it was is kept and returned."""
    key = values["student"], values["assignment"]
    lock(connection, key)
    before, now = snapshot_of(connection, *key), Snapshot(normal(values), list(_placed(verdicts)))
    if before is None:
        note(connection, key, "graded", "", None)
    elif before.essence != now.essence:
        note(connection, key, *_change(before, now), before)
    replace(connection, values, verdicts, new=before is None)
    if before is None or before.essence == now.essence:
        return None
    return Change(*key, before, now, difference(before.judged_by, now.judged_by))


def lock(connection: Connection, key: Key) -> None:
    """Let nobody else change this record before the transaction ends; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        names = {"all": LOCK, "one": "/".join(key)}
        connection.execute(text("SELECT pg_advisory_xact_lock(:all, hashtext(:one))"), names)


def _change(before: Snapshot, now: Snapshot) -> tuple[str, str]:
    """The kind of a change, and why it was made."""
    if now.missing and not before.missing:
        return "absent", "the folder does not have this work any more"
    causes = difference(before.judged_by, now.judged_by)
    return "regraded", f"changed: {', '.join(causes)}" if causes else "graded again"


def _placed(verdicts: Sequence[Values]) -> "Sequence[Values]":
    return [{**verdict, "position": place} for place, verdict in enumerate(verdicts)]


def replace(connection: Connection, values: Values, verdicts: Sequence[Values], *, new: bool = False) -> None:
    """Write a submission and its verdicts, replacing the earlier ones unless it is ``new``."""
    connection.execute(_upsert(connection.dialect.name), values)
    if new and not verdicts:  # as what is missing, of which a class can have thousands
        return
    number = connection.scalar(NUMBER, {name: values[name] for name in KEY})
    connection.execute(FORGET, {"number": number})
    rows = [{**verdict, "submission_id": number} for verdict in _placed(verdicts)]
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
    drawn = {name: getattr(verdict, name) for name in ("differs", "picture")}
    whole = {name: text if len(text) <= BYTES else "" for name, text in drawn.items()}  # part of a picture is none
    return {**vars(verdict), **texts, **whole, "detail": detail}


def restore(connection: Connection, event: Event, who: str) -> None:
    """Put back what was recorded before ``event``.

    The fingerprint of now stays with it, so that grading the same work by the same exercises again changes nothing.
    """
    if event.before is None:
        raise GradebookError("Before this event nothing was recorded.", "`grade students remove` removes a record.")
    key = event.student, event.assignment
    lock(connection, key)
    now = snapshot_of(connection, *key)
    mark = now.submission["fingerprint"] if now else event.before.submission["fingerprint"]
    note(connection, key, "restored", f"event {event.number} is taken back", now, who)
    replace(connection, {**row_of(event.before.submission), "fingerprint": mark}, event.before.verdicts)
