"""roster.csv in a folder of submissions: the class, with those who handed in nothing.  Its column is ``student``."""

from collections.abc import Iterable
from pathlib import Path

from autograder.submissions.student_names import can_be_stored, student_name
from autograder.submissions.table_files import TableFile, add_rows, read_table
from autograder.system.lazy_dataclass import dataclass

ROSTER = "roster.csv"
COLUMN = "student"
DESCRIBED = {
    "id": ("id", "sid", "id number", "student id", "student_id", "sis user id", "sis_user_id", "orgdefinedid"),
    "canvas_id": ("canvas_id", "canvas id"),
    "login": ("login", "username", "user name", "login_id", "sis login id", "github", "github_username"),
    "email": ("email", "e-mail", "email address"),
    "name": ("name", "full name", "full_name", "sortable name", "sortable_name"),
    "first": ("first name", "first_name", "firstname", "given name"),
    "last": ("last name", "last_name", "lastname", "surname", "family name"),
    "section": ("section", "sections"),
}
"""The columns of a roster that say more of a student, by what they hold: our names, and those of learning platforms."""


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


def read_descriptions(path: Path) -> dict[str, dict[str, str]]:
    """What the roster at ``path`` says of each student besides the name; raises `SubmissionsError`."""
    if not path.is_file():
        return {}
    return {
        student_name(row[COLUMN]): {
            kind: next((row[column].strip() for column in columns if row.get(column, "").strip()), "")
            for kind, columns in DESCRIBED.items()
        }
        for row in read_table(path, [COLUMN]).rows
        if row.get(COLUMN, "").strip()
    }
