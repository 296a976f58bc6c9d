"""The record of one submission as a value: read from its rows, compared, packed into an event, written back."""

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, String, Text, bindparam, cast, select, type_coerce

from autograder.errors import GradebookError
from autograder.gradebook.tables import SUBMISSIONS, VERDICTS
from autograder.system.lazy_dataclass import dataclass

Values = dict[str, Any]
"""A row, by the names of its columns."""

OWN = [column.name for column in SUBMISSIONS.c if column.name != "id"]
JUDGED = [column.name for column in VERDICTS.c if column.name not in ("id", "submission_id")]
AT_HAND = ("missing", "max_points", "submitted", "notes")  # of a submission: what a person would call its result
UNSHOWN = ("detail", "wrong_values", "picture")  # what code prints, and the last digits, may differ in each run
SHOWN = [name for name in JUDGED if name not in UNSHOWN]
MAX_BYTES = 64 << 20  # of an unpacked record


@dataclass(frozen=True)
class Snapshot:
    """A submission's row and those of its verdicts, in order."""

    submission: Values
    verdicts: list[Values]

    @property
    def essence(self) -> tuple[Any, ...]:
        """What has changed if this has: the result, and not when or behind which walls it was found again."""
        own = [self.submission.get(name) for name in AT_HAND]
        return own, [[verdict.get(name) for name in SHOWN] for verdict in self.verdicts]

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""
        return bool(self.submission["missing"])

    @cached_property
    def points(self) -> float | None:
        """The points of all verdicts; None where something could not be judged."""
        if any(verdict["status"] == "could_not_judge" for verdict in self.verdicts):
            return None
        return math.fsum(float(verdict["points"]) for verdict in self.verdicts)

    @property
    def max_points(self) -> float:
        """The points of a perfect submission."""
        return float(self.submission["max_points"])

    @property
    def checks(self) -> Mapping[tuple[str, str], Values]:
        """The verdicts by exercise and check."""
        return {(verdict["exercise"], verdict["check"]): verdict for verdict in self.verdicts}

    @property
    def graded_at(self) -> datetime:
        """When the record was made."""
        return _moment(self.submission["graded_at"])

    @property
    def judged_by(self) -> dict[str, str]:
        """The digest of each thing that the verdicts depend on; empty where an older version has recorded."""
        try:
            return dict(json.loads(self.submission.get("judged_by") or "{}"))
        except (TypeError, ValueError):
            return {}

    def packed(self) -> bytes:
        """The record as compressed JSON."""
        text = json.dumps([self.submission, self.verdicts], default=str, separators=(",", ":"))
        return zlib.compress(text.encode("utf-8", "backslashreplace"))


def unpacked(data: bytes) -> Snapshot:
    """The record that `Snapshot.packed` gave; raises `GradebookError` for anything else."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(data, MAX_BYTES)
        submission, verdicts = json.loads(text)
        found = Snapshot(
            {name: submission.get(name, "") for name in OWN},  # columns that are younger than an event are empty in it
            [{name: verdict.get(name, "") for name in JUDGED} for verdict in verdicts],
        )
        _ = found.graded_at, found.points, found.max_points
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GradebookError(
            f"An event in the gradebook cannot be read ({type(error).__name__}).",
            "What is recorded now is not affected. Restore the database from a copy if you need this event.",
        ) from error
    return found


def snapshot_of(connection: Connection, student: str, assignment: str) -> Snapshot | None:
    """What is recorded of a submission now, or None."""
    row = connection.execute(OF_ONE, {"student": student, "assignment": assignment}).first()
    return _snapshot(row, connection.execute(JUDGED_OF_ONE, {"number": row[0]})) if row else None


def snapshots(
    connection: Connection, student: str | None = None, assignment: str | None = None
) -> dict[tuple[str, str], Snapshot]:
    """What is recorded now, by student and assignment; a value that nothing of ours wrote is kept unchanged."""
    table, wanted = SUBMISSIONS.c, []
    wanted += [] if student is None else [table.student == student]
    wanted += [] if assignment is None else [table.assignment == assignment]
    rows = connection.execute(OF_ALL.where(*wanted)).all()
    query = JUDGED_OF_ALL.where(VERDICTS.c.submission_id.in_([row[0] for row in rows])) if wanted else JUDGED_OF_ALL
    verdicts: dict[int, list[Row[Any]]] = {row[0]: [] for row in rows}
    for row in connection.execute(query):
        verdicts[row[0]].append(row)
    found = [_snapshot(row, verdicts[row[0]]) for row in rows]
    return {(one.submission["student"], one.submission["assignment"]): one for one in found}


def _raw(name: str) -> Any:
    """A column as the database gives it: one that cannot be converted would end the query."""
    column = SUBMISSIONS.c[name]
    if name == "notes":
        return cast(column, Text).label(name)
    return column if name == "max_points" else type_coerce(column, String).label(name)


OF_ALL = select(SUBMISSIONS.c.id, *map(_raw, OWN))
OF_ONE = OF_ALL.where(*(SUBMISSIONS.c[name] == bindparam(name) for name in ("student", "assignment")))
JUDGED_OF_ALL = select(VERDICTS.c.submission_id, *(VERDICTS.c[name] for name in JUDGED)).order_by(VERDICTS.c.position)
JUDGED_OF_ONE = JUDGED_OF_ALL.where(VERDICTS.c.submission_id == bindparam("number"))


def _snapshot(row: Row[Any], verdicts: Iterable[Row[Any]]) -> Snapshot:
    judged: list[Values] = [dict(zip(JUDGED, verdict[1:], strict=True)) for verdict in verdicts]
    return Snapshot(normal(dict(zip(OWN, row[1:], strict=True))), judged)


def normal(values: Mapping[str, Any]) -> Values:
    """A submission's row in the types that JSON keeps, whichever database it comes from."""
    found, notes, at = {name: values.get(name) for name in OWN}, values.get("notes"), values.get("graded_at")
    found["missing"] = bool(values.get("missing"))
    found["notes"] = _notes(notes)
    found["graded_at"] = at.isoformat() if isinstance(at, datetime) else str(at)
    return found


def row_of(submission: Mapping[str, Any]) -> Values:
    """The row to write for the submission of a snapshot."""
    return {**submission, "graded_at": _moment(submission["graded_at"])}


def _notes(notes: Any) -> Any:
    try:
        return json.loads(notes) if isinstance(notes, str) else notes
    except ValueError:
        return [notes]


def _moment(at: Any) -> datetime:
    """A time of ours; SQLite keeps UTC without saying so."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
