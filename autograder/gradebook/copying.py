"""Copies a gradebook into a file that is thrown away, for a run that records nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

from autograder.gradebook.tables import DECISIONS, SUBMISSIONS, VERDICTS

AT_ONCE = 5000
COPIED = (SUBMISSIONS, VERDICTS, DECISIONS)


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy what is recorded and decided, without its history, into the empty tables of a SQLite database."""
    for table in COPIED:
        rows = _rows(source, table)
        names = ", ".join(_quoted(column.name) for column in table.c)
        places = ", ".join("?" for _ in table.c)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608  (our own names)
        while chunk := list(islice(rows, AT_ONCE)):
            target.exec_driver_sql(statement, chunk)


def _rows(source: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(_quoted(column.name) for column in table.c)
    found = source.exec_driver_sql(f"SELECT {names} FROM {table.name}")  # noqa: S608  (our own names)
    return (tuple(map(_plain, row)) for row in found)


def _quoted(name: str) -> str:
    return f'"{name}"'  # `check` is a word of SQL


def _plain(value: Any) -> Any:
    """A value of any database as SQLite keeps it."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
    return json.dumps(value) if isinstance(value, (list, dict)) else value
