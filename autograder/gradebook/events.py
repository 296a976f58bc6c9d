"""The events of a gradebook: each change of a recorded result, with the record as it was before."""

import getpass
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from autograder.errors import GradebookError
from autograder.gradebook.snapshots import Snapshot, snapshots, unpacked
from autograder.gradebook.tables import EVENTS
from autograder.gradebook.texts import shortened, storable
from autograder.system.lazy_dataclass import dataclass

Key = tuple[str, str]
"""A student and an assignment."""
ADD = insert(EVENTS)


@dataclass(frozen=True)
class Event:
    """One change of one record: from ``before`` to ``after``, where None stands for no record."""

    number: int
    at: datetime
    who: str
    kind: str
    student: str
    assignment: str
    why: str
    before: Snapshot | None
    after: Snapshot | None


def login() -> str:
    """The name of the user who runs this, as the system knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def note(connection: Connection, key: Key, kind: str, why: str, before: Snapshot | None, who: str = "") -> None:
    """Add an event."""
    values = {
        "at": datetime.now(UTC),
        "who": shortened(storable(who or login())),
        "kind": kind,
        "student": key[0],
        "assignment": key[1],
        "why": shortened(storable(why)),
        "before": before.packed() if before else None,
    }
    connection.execute(ADD, values)


def history(connection: Connection, student: str | None = None, assignment: str | None = None) -> list[Event]:
    """The events of a student's records, or of everybody's, in order; raises `GradebookError` for damage."""
    table = EVENTS.c
    query = select(*table).order_by(table.id)
    for column, value in ((table.student, student), (table.assignment, assignment)):
        query = query if value is None else query.where(column == value)
    rows: dict[Key, list[Any]] = {}
    for row in connection.execute(query):
        rows.setdefault((row.student, row.assignment), []).append(row)
    now = snapshots(connection, student, assignment) if rows else {}
    found = [event for key, own in rows.items() for event in _chain(own, now.get(key))]
    return sorted(found, key=lambda event: event.number)


def _chain(rows: Sequence[Any], now: Snapshot | None) -> Iterable[Event]:
    """The events of one submission: each ends where the next one begins, and the last with what is recorded now."""
    befores = [unpacked(row.before) if row.before is not None else None for row in rows]
    for row, before, after in zip(rows, befores, [*befores[1:], now], strict=True):
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        yield Event(row.id, at, row.who, row.kind, row.student, row.assignment, row.why, before, after)


def event_to_undo(events: Sequence[Event], number: int | None) -> Event:
    """The event ``number`` of these, or else the last that changed a record; raises `GradebookError`."""
    able = [event for event in events if event.before is not None]
    chosen = [event for event in able if number in (None, event.number)]
    if not chosen:
        known = ", ".join(str(event.number) for event in able)
        raise GradebookError(
            "No earlier result is kept to restore." if number is None else f"No event {number} can be taken back here.",
            f"These can: {known}." if known else "`grade history STUDENT` shows every event.",
            retry=False,
        )
    return chosen[-1]


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What the verdicts depend on that is not the same any more."""
    return [name for name in {**after, **before} if before.get(name) != after.get(name)] if before and after else []
