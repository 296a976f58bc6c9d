"""Renames and removes students in the record; what was recorded is kept as events."""

from sqlalchemy import Connection, delete, select, update

from autograder.errors import GradebookError
from autograder.gradebook.decisions import decisions
from autograder.gradebook.events import Key, note
from autograder.gradebook.snapshots import snapshot_of
from autograder.gradebook.tables import DECISIONS, EVENTS, SUBMISSIONS, VERDICTS
from autograder.gradebook.writing import lock


def remove(connection: Connection, student: str, who: str) -> list[str]:
    """Remove all records of a student, and return their assignments; `grade restore` brings each one back."""
    keys = _keys(connection, student)
    for key in keys:
        lock(connection, key)
        note(connection, key, "removed", "the student is removed", snapshot_of(connection, *key), who)
        _forget(connection, key)
    return [assignment for _, assignment in keys]


def rename(connection: Connection, student: str, name: str, who: str) -> list[str]:
    """Give the records, events and decisions of a student to ``name``, and return their assignments.

    If ``name`` has no work on an assignment, the student's takes its place. Raises `GradebookError` where both have
    work, or decisions.
    """
    keys = _keys(connection, student)
    for key in sorted([*keys, *((name, assignment) for _, assignment in keys)]):
        lock(connection, key)
    _require_no_conflict(connection, student, name, keys)
    for _, assignment in keys:
        _move(connection, assignment, student, name, who)
    for table in (EVENTS, DECISIONS):
        connection.execute(update(table).where(table.c.student == student).values(student=name))
    return [assignment for _, assignment in keys]


def _move(connection: Connection, assignment: str, student: str, name: str, who: str) -> None:
    moved, there = (snapshot_of(connection, one, assignment) for one in (student, name))
    if moved is not None and moved.missing and there is not None:
        note(connection, (student, assignment), "renamed", f"{name} has work on it", moved, who)
        _forget(connection, (student, assignment))
        return
    if there is not None:
        _forget(connection, (name, assignment))
    query = update(SUBMISSIONS).where(SUBMISSIONS.c.student == student, SUBMISSIONS.c.assignment == assignment)
    connection.execute(query.values(student=name))
    note(connection, (name, assignment), "renamed", f"it was recorded as {student}", there or moved, who)


def _require_no_conflict(connection: Connection, student: str, name: str, keys: list[Key]) -> None:
    both = [assignment for _, assignment in keys if _has_work(connection, student, assignment)]
    both = [assignment for assignment in both if _has_work(connection, name, assignment)]
    if both:
        raise GradebookError(
            f"{student!r} and {name!r} both have recorded work on {', '.join(both)}.",
            "Remove one of them first with `grade students remove`; its results are kept in the history.",
            retry=False,
        )
    if decisions(connection, student) and decisions(connection, name):
        raise GradebookError(
            f"People have decided about {student!r} and about {name!r}.",
            "Take back the decisions about one of them first; `grade show` lists them.",
            retry=False,
        )


def _has_work(connection: Connection, student: str, assignment: str) -> bool:
    found = snapshot_of(connection, student, assignment)
    return found is not None and not found.missing


def _keys(connection: Connection, student: str) -> list[Key]:
    table = SUBMISSIONS.c
    query = select(table.assignment).where(table.student == student).order_by(table.assignment)
    return [(student, assignment) for assignment in connection.scalars(query)]


def _forget(connection: Connection, key: Key) -> None:
    own = (SUBMISSIONS.c.student == key[0], SUBMISSIONS.c.assignment == key[1])
    numbers = [*connection.scalars(select(SUBMISSIONS.c.id).where(*own))]
    connection.execute(delete(VERDICTS).where(VERDICTS.c.submission_id.in_(numbers)))
    connection.execute(delete(SUBMISSIONS).where(*own))
