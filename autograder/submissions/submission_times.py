"""When work came: from times.csv, which lies outside of what students hand in, or from a timestamp.txt beside the work.

<root>/times.csv                               columns ``student``, ``assignment``, ``time`` and perhaps ``attempt``
<root>/<student>/<assignment>/timestamp.txt    one time, as other systems write it
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path

from autograder.course.times import MAX_BYTES, NOT_UNDERSTOOD, EmptyDate, decoded, read_time
from autograder.errors import SubmissionsError
from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.submissions.student_names import student_name
from autograder.submissions.table_files import add_rows, read_table
from autograder.system.lazy_dataclass import dataclass

TIMES = "times.csv"
TIMESTAMP = "timestamp.txt"
ATTEMPT = "attempt"
MAX_ATTEMPTS = 9999
WRITABLE_BY_OTHERS = 0o022

SubmissionKey = tuple[str, str]
"""A student and an assignment."""


@dataclass(frozen=True)
class SubmissionTime:
    """When work came, in the course's zone where it names none; None where that is unknown, as ``notes`` may say."""

    moment: datetime | None = None
    notes: tuple[str, ...] = ()


UNKNOWN_TIME = SubmissionTime()


@dataclass(frozen=True)
class TimesFile:
    """The times of times.csv as they are written there, and remarks on the file.

    ``attempts`` are those of work that `grade collect` has kept, by number, with an empty text where one's time is
    unknown; ``times`` is of the first of them.
    """

    times: Mapping[SubmissionKey, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    attempts: Mapping[SubmissionKey, Mapping[int, str]] = field(default_factory=dict)

    def strangers(self, students: set[str], assignments: set[str]) -> list[SubmissionKey]:
        """What it names that the class does not have."""
        return [key for key in self.times if key[0] not in students or key[1] not in assignments]


def read_times_file(path: Path) -> TimesFile:
    """The times at ``path``, none where there is no such file; the last row counts.  Raises `SubmissionsError`."""
    if not path.is_file():
        return TimesFile()
    table = read_table(path, ["student", "assignment", "time"])
    attempts: dict[SubmissionKey, dict[int, str]] = defaultdict(dict)
    for row in table.rows:
        number = row.get(ATTEMPT, "").strip() or "1"
        if not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= MAX_ATTEMPTS):
            said = f"{path}: {number[:20]!r} is not the number of an attempt."
            raise SubmissionsError(said, "Attempts are counted from 1.")
        key = student_name(row.get("student", "")), row.get("assignment", "").strip()
        attempts[key][int(number)] = row.get("time", "").strip()
    first = {key: told[1] for key, told in attempts.items() if told.get(1)}
    return TimesFile(first, table.remarks, dict(attempts))


def add_times(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Append rows to times.csv, which is made if it is not there.

    Raises `SubmissionsError` for a file that has other columns, `OutputError` if it cannot be written.
    """
    add_rows(path, ["student", "assignment", "time", ATTEMPT], rows, needed=["student", "assignment", "time"])


def submission_time(text: str | None, folder: Path | None, root: Path) -> SubmissionTime:
    """The time that times.csv gives as ``text``, or else the time of the timestamp.txt in ``folder``."""
    if text is not None:
        return _understood(TIMES, text)
    if folder is None:
        return UNKNOWN_TIME
    path = folder / TIMESTAMP
    if not path.is_file() or path.is_symlink():
        return UNKNOWN_TIME
    found = _understood(TIMESTAMP, _timestamp_text(path, root))
    return SubmissionTime(found.moment, (*found.notes, *_doubts(path))) if found.moment else found


def _timestamp_text(path: Path, root: Path) -> str | UnreadableFile:
    try:
        return decoded(read_file(path, MAX_BYTES, root=root, beginning=True))
    except UnreadableFile as error:
        return error
    except ValueError as error:
        return UnreadableFile(str(error))


def _understood(file: str, text: str | UnreadableFile) -> SubmissionTime:
    if isinstance(text, UnreadableFile):
        return SubmissionTime(None, (f"{NOT_UNDERSTOOD}: {file}: {text.reason}",))
    try:
        return SubmissionTime(read_time(text))
    except EmptyDate as error:
        return SubmissionTime(None, (f"{file}: {error}; lateness is unknown",))
    except (ValueError, OverflowError) as error:
        said = f" {text.strip()[:40]!r}" if text else ""
        return SubmissionTime(None, (f"{NOT_UNDERSTOOD}: {file}{said}: {error}",))


def _doubts(path: Path) -> tuple[str, ...]:
    """A note where others than the file's owner may have written the time."""
    try:
        if not path.stat().st_mode & WRITABLE_BY_OTHERS:
            return ()
    except OSError:
        return ()
    return (f"the time is the folder's own word, since others may write its {TIMESTAMP}; {TIMES} is the trusted place",)
