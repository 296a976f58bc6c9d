"""Copies a gradebook into an empty one: whole, or without its history for a run that records nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, DateTime, Table, exists, func, insert, select, text

from autograder.errors import GradebookError
from autograder.gradebook.tables import DECISIONS, EVENTS, SUBMISSIONS, VERDICTS

AT_ONCE = 5000
PRESENT = (SUBMISSIONS, VERDICTS, DECISIONS)
WHOLE = (*PRESENT, EVENTS)

Row = tuple[Any, ...]
Watch = Callable[[int, int], None]
"""Told how many rows are copied, and how many there are."""


def unwatched(copied: int, total: int) -> None:
    """For a copy whose progress nobody watches."""


def copy_rows(source: Connection, target: Connection, tables: Sequence[Table], watch: Watch) -> dict[str, int]:
    """Copy these tables' rows into another database's empty ones; returns how many there are of each.

    SQLite gets damaged rows as they are; raises `GradebookError` for one that another database cannot keep.
    """
    put = _put_into_sqlite if target.dialect.name == "sqlite" else _put
    total = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    copied = {table.name: 0 for table in tables}
    for table in tables:
        rows = _rows(source, table)
        while chunk := list(islice(rows, AT_ONCE)):
            put(target, table, chunk)
            copied[table.name] += len(chunk)
            watch(sum(copied.values()), total)
    return copied


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever recorded or decided."""
    return not any(connection.scalar(select(exists().select_from(table))) for table in WHOLE)


def _rows(source: Connection, table: Table) -> Iterator[Row]:
    """The rows as the driver gives them: what cannot be read as its column's type is copied too."""
    names = ", ".join(_quoted(column.name) for column in table.c)
    found = source.exec_driver_sql(f"SELECT {names} FROM {table.name}")  # noqa: S608  (our own names)
    return map(tuple, found)


def _put_into_sqlite(target: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = ", ".join(_quoted(column.name) for column in table.c)
    places = ", ".join("?" for _ in table.c)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608  (our own names)
    target.exec_driver_sql(statement, [tuple(map(_plain, row)) for row in rows])


def _put(target: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows with their numbers, and let new rows be numbered after them."""
    target.execute(insert(table), [_typed(table, row) for row in rows])
    last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"  # noqa: S608  (our own names)
    target.execute(text(last))


def _typed(table: Table, row: Row) -> dict[str, Any]:
    """A row's values by column, in the columns' types."""
    try:
        return {column.name: _value(column, value) for column, value in zip(table.c, row, strict=True)}
    except (TypeError, ValueError) as error:
        raise GradebookError(
            f"Row {row[0]} of the gradebook's table {table.name} is damaged ({error}).",
            "Nothing was copied. `grade all --force` records results again.",
        ) from error


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, JSON):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(column.type, DateTime):
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # SQLite keeps no zone
    return value


def _plain(value: Any) -> Any:
    """A value of any database as SQLite keeps it."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _quoted(name: str) -> str:
    return f'"{name}"'  # `check` is a word of SQL
