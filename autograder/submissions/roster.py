"""roster.csv in a folder of submissions: students who may have no folder."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import OutputError, SubmissionsError
from autograder.system.files import write_whole

ROSTER = "roster.csv"
COLUMN = "student"


@dataclass(frozen=True)
class Roster:
    """The students in a roster."""

    students: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """The roster at ``path``, empty where there is no such file; raises `SubmissionsError`."""
    if not path.is_file():
        return Roster()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns, rows = reader.fieldnames, list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SubmissionsError(f"{path} cannot be read: {error}") from error
    if columns and COLUMN not in columns:
        raise SubmissionsError(f"{path} has no column `{COLUMN}`.", "Its first line names the columns.")
    return Roster(tuple(row[COLUMN] for row in rows if row[COLUMN]))


def add_to_roster(path: Path, students: Iterable[str]) -> int:
    """Append the students that the file lacks, and return how many; existing rows and columns are kept.

    Raises `SubmissionsError` for a file that is not a roster, `OutputError` if it cannot be written.
    """
    text = _read(path) or f"{COLUMN}\n"
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        known = {row.get(COLUMN) for row in reader}
    except csv.Error as error:
        raise SubmissionsError(f"{path} cannot be read: {error}.", "Fix it, or move it to another folder.") from error
    if COLUMN not in (reader.fieldnames or ()):
        raise SubmissionsError(f"{path} has no column `{COLUMN}`.", "Its first line names the columns.")
    fresh = [{COLUMN: student} for student in students if student not in known]
    if fresh:
        rows = io.StringIO(newline="")
        csv.DictWriter(rows, reader.fieldnames or (), lineterminator="\n").writerows(fresh)
        _replace(path, f"{text.rstrip()}\n{rows.getvalue()}")
    return len(fresh)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise SubmissionsError(f"{path} cannot be read: {error}.", "Save it as UTF-8 text.") from error


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Free some space, or change its permissions."
        ) from error
