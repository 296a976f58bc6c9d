"""Writes collected attempts into a folder of submissions; nothing that is there is changed.

<root>/<student>/<assignment>/<file>              the first attempt
<root>/<student>/<assignment>/attempt-2/<file>    a later one
<root>/times.csv                                  lists both, with their times
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from autograder.errors import OutputError
from autograder.submissions.collect.download import UnreadableMember
from autograder.submissions.collect.handed_in import HandedInFile
from autograder.submissions.collect.plan import Attempt, LeftOut, Plan, is_work
from autograder.submissions.plain_zip import MAX_ZIP
from autograder.submissions.submission_times import ATTEMPT, TIMES, add_times, read_times_file
from autograder.submissions.work_files import MAX_BYTES, kind_of
from autograder.submissions.work_places import attempt_folder, is_named
from autograder.system.files import file_name, readable_name, write_whole
from autograder.system.lazy_dataclass import dataclass

MAX_NAME = 120  # characters of a file's name
MAX_SUFFIX = 20
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)[ .]*(\.|$)", re.IGNORECASE)  # by Windows
_UNUSABLE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True)
class Collected:
    """An attempt in its place, with its number there; ``new`` says that it was not there before."""

    attempt: Attempt
    place: Path
    number: int
    new: bool


def write_plan(attempts: Iterable[Attempt], plan: Plan, root: Path, *, dry_run: bool) -> Iterator[Collected]:
    """Write each attempt, and list its time; files that cannot be read join those that the plan leaves out.

    Raises `SubmissionsError` for a times.csv that cannot be read, `OutputError`.
    """
    times = {key: dict(told) for key, told in read_times_file(root / TIMES).attempts.items()}
    collected: list[Collected] = []
    try:
        for attempt in attempts:
            known = times.setdefault((attempt.student, attempt.assignment), {})
            collected += (own := list(_write(attempt, root, known, plan, dry_run=dry_run)))
            yield from own
    except OSError as error:
        where = error.filename or root
        said = f"{where} cannot be written: {error.strerror}."
        raise OutputError(said, "Free some space, or change its permissions.") from error
    finally:
        if not dry_run:
            _list_times(root, collected)


def _write(attempt: Attempt, root: Path, known: dict[int, str], plan: Plan, *, dry_run: bool) -> Iterator[Collected]:
    """Write one attempt; ``known`` are those that times.csv lists, to which it is added."""
    contents = dict(_contents(attempt, plan))
    if not contents:
        return
    folder = _folder(root, attempt)
    there = {number: attempt_folder(folder, number) for number in known or ([1] if _holds_work(folder) else [])}
    same = next((n for n, place in there.items() if _holds(place, contents, attempt.time, known.get(n, ""))), None)
    number = same or max(there, default=0) + 1
    place = attempt_folder(folder, number)
    if same is None and not dry_run:
        place.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            write_whole(place / name, data)
    known[number] = attempt.time or known.get(number, "")
    yield Collected(attempt, place, number, same is None)


def _list_times(root: Path, collected: Sequence[Collected]) -> None:
    rows = [
        {
            "student": one.attempt.student,
            "assignment": one.attempt.assignment,
            "time": one.attempt.time,
            ATTEMPT: str(one.number),
        }
        for one in collected
        if one.new
    ]
    if rows:
        add_times(root / TIMES, rows)


def _contents(attempt: Attempt, plan: Plan) -> Iterator[tuple[str, bytes]]:
    """The files' safe names and bytes; of two with one name, the second gets another."""
    used: set[str] = set()
    for file in attempt.files:
        try:
            data = file.file.read(_most(file))
        except UnreadableMember as error:
            plan.left_out.append(LeftOut(file.file.shown, str(error)))
            continue
        name = _unused(safe_name(file.name), used)
        used.add(name.casefold())
        yield name, data


def _most(file: HandedInFile) -> int:
    kind = kind_of(file.name)
    return MAX_BYTES[kind] if kind else MAX_ZIP


def safe_name(name: str) -> str:
    """A name that is a plain file's on every system, with the same suffix."""
    path = PurePosixPath(_UNUSABLE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "_")
    suffix = path.suffix[:MAX_SUFFIX].rstrip(" .")
    stem = path.name.removesuffix(path.suffix)[: MAX_NAME - len(suffix) - 1].rstrip(" .")
    return f"{'_' if _RESERVED.match(path.name) else ''}{stem}{suffix}"


def _unused(name: str, used: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    count = 2
    while name.casefold() in used:
        name, count = f"{stem} ({count}){dot}{suffix}", count + 1
    return name


def _folder(root: Path, attempt: Attempt) -> Path:
    """The assignment's folder of a student, under the name that it has if it is there."""
    own = root / file_name(attempt.student)
    if own.is_dir():
        alike = sorted(path for path in own.iterdir() if is_named(readable_name(path.name), attempt.assignment))
        return next((path for path in alike if path.is_dir() and not path.is_symlink()), own / attempt.assignment)
    return own / attempt.assignment


def _holds_work(folder: Path) -> bool:
    """Whether somebody has put work there that times.csv does not list."""
    return folder.is_dir() and any(is_work(path.name) for path in folder.iterdir())


def _holds(place: Path, contents: dict[str, bytes], time: str, known: str) -> bool:
    """Whether this attempt is there already."""
    if time and known and time != known:
        return False
    return all(_digest_of(place / name) == hashlib.sha256(data).digest() for name, data in contents.items())


def _digest_of(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest() if path.is_file() and not path.is_symlink() else b""
