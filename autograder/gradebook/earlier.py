"""What was recorded of earlier attempts: the state before each change of a submission's work."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from autograder.errors import GradebookError
from autograder.gradebook.events import Key
from autograder.gradebook.snapshots import Snapshot, unpacked
from autograder.gradebook.tables import EVENTS, SUBMISSIONS

WORK = "the work"  # what `judged_by` calls the submission itself


def earlier_attempts(connection: Connection) -> Iterator[tuple[Key, Snapshot]]:
    """Each earlier state of a submission whose work was another one than now; work judged again is no attempt.

    An event that cannot be read is left out, and so is one of a version that did not record what it judged.
    """
    now = _work_now(connection)
    table = EVENTS.c
    query = select(table.student, table.assignment, table.before).where(table.before.is_not(None)).order_by(table.id)
    for student, assignment, before in connection.execute(query):
        try:
            found = unpacked(before)
        except GradebookError:
            continue
        then = found.judged_by.get(WORK)
        if then and not found.missing and then != now.get((student, assignment)):
            yield (student, assignment), found


def _work_now(connection: Connection) -> dict[Key, str]:
    """The digest of each submission's present work; empty where an older version has recorded it."""
    rows = connection.execute(select(SUBMISSIONS.c.student, SUBMISSIONS.c.assignment, SUBMISSIONS.c.judged_by))
    return {(student, assignment): _digest(text) for student, assignment, text in rows}


def _digest(judged_by: str) -> str:
    try:
        return str(json.loads(judged_by or "{}").get(WORK, ""))
    except (ValueError, AttributeError):
        return ""
