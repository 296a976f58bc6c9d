"""What people decided, as rows: made, read, and taken back, which forgets nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from autograder.errors import GradebookError
from autograder.gradebook.events import Key, login
from autograder.gradebook.tables import DECISIONS
from autograder.gradebook.texts import shortened, storable
from autograder.records import Decision

PLACE = ("student", "assignment", "exercise", "check")
DEADLINES, POINTS = ("extend",), ("points", "add", "excuse")


def decide(connection: Connection, decision: Decision) -> None:
    """Add a decision, made now."""
    values = {name: storable(getattr(decision, name)) for name in ("kind", *PLACE, "value")}
    texts = {"comment": shortened(storable(decision.comment)), "who": shortened(storable(decision.who or login()))}
    connection.execute(insert(DECISIONS), {**values, **texts, "at": datetime.now(UTC)})


def decisions(connection: Connection, student: str | None = None, *, undone: bool = False) -> list[Decision]:
    """The decisions that hold, of a student or of all, in order; with ``undone`` also those that were taken back."""
    table = DECISIONS.c
    query = select(*table).order_by(table.id)
    query = query if student is None else query.where(table.student == student)
    query = query if undone else query.where(table.undone_at.is_(None))
    return [_decision(row) for row in connection.execute(query).mappings()]


def by_submission(found: Iterable[Decision]) -> dict[Key, list[Decision]]:
    """The decisions about each submission."""
    grouped: dict[Key, list[Decision]] = defaultdict(list)
    for one in found:
        grouped[one.student, one.assignment].append(one)
    return dict(grouped)


def undo(connection: Connection, target: Decision, who: str) -> Decision:
    """Take back the last decision on the same target, about its deadline or about its points.

    Raises `GradebookError` if there is none.
    """
    alike = DEADLINES if target.kind in DEADLINES else POINTS
    held = [
        one
        for one in decisions(connection, storable(target.student))
        if one.kind in alike and all(getattr(one, name) == storable(getattr(target, name)) for name in PLACE)
    ]
    if not held:
        raise GradebookError(
            f"Nothing is decided about {target.target} of {target.student} {target.assignment}.",
            f"`grade show {target.student}` shows what is; name the same exercise and check to take it back.",
            retry=False,
        )
    values = {"undone_at": datetime.now(UTC), "undone_by": shortened(storable(who or login()))}
    connection.execute(update(DECISIONS).where(DECISIONS.c.id == held[-1].number).values(values))
    return held[-1]


def _decision(row: RowMapping) -> Decision:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["number"] = values.pop("id")
    for name in ("at", "undone_at"):
        moment = values[name]
        values[name] = moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
    return Decision(**values)
