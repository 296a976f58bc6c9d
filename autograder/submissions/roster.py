"""roster.csv in a folder of submissions: the class, with those who handed in nothing.  Its column is ``student``."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import OutputError
from autograder.submissions.student_names import can_be_stored, student_name
from autograder.submissions.table_files import TableFile, read_table
from autograder.system.files import write_whole

ROSTER = "roster.csv"
COLUMN = "student"


@dataclass(frozen=True)
class Roster:
    """The students in a roster, each once, and remarks on what in it was guessed or refused."""

    students: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """The roster at ``path``, empty where there is no such file; raises `SubmissionsError`."""
    if not path.is_file():
        return Roster()
    table = read_table(path, [COLUMN])
    names = dict.fromkeys(name for name in _names(table) if name.strip())
    refused = [name for name in names if not can_be_stored(name)]
    remarks = [f"{path.name}: {name[:40]!r} is left out: it is too long." for name in refused]
    return Roster(tuple(name for name in names if name not in refused), (*table.remarks, *remarks))


def add_to_roster(path: Path, students: Iterable[str]) -> int:
    """Append the students that the file lacks, and return how many; existing rows and columns are kept.

    Raises `SubmissionsError` for a file that is not a roster, `OutputError` if it cannot be written.
    """
    table = read_table(path, [COLUMN]) if path.exists() else TableFile("", ",", (), ())
    text, columns = (table.text, table.columns) if table.columns else (f"{COLUMN}\n", (COLUMN,))
    known = set(_names(table))
    fresh = [{COLUMN: student} for student in students if student_name(student) not in known]
    if fresh:
        rows = io.StringIO(newline="")
        writer = csv.DictWriter(rows, columns, delimiter=table.delimiter, lineterminator="\n")
        writer.writerows(fresh)
        _replace(path, f"{text.rstrip()}\n{rows.getvalue()}")
    return len(fresh)


def _names(table: TableFile) -> list[str]:
    return [student_name(row.get(COLUMN, "")) for row in table.rows]


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Free some space, or change its permissions."
        ) from error
