"""roster.csv in a folder of submissions: the class, with those who handed in nothing.  Its column is ``student``."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.submissions.student_names import can_be_stored, student_name
from autograder.submissions.table_files import TableFile, add_rows, read_table

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
    known = set(_names(read_table(path, [COLUMN]))) if path.exists() else set()
    fresh = [{COLUMN: student} for student in students if student_name(student) not in known]
    if fresh:
        add_rows(path, [COLUMN], fresh, needed=[COLUMN])
    return len(fresh)


def _names(table: TableFile) -> list[str]:
    return [student_name(row.get(COLUMN, "")) for row in table.rows]
