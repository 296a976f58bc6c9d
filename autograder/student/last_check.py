"""The results of the last check of each exercise, kept between commands.

<course or kit>/.grade-progress/<assignment>.json   points and states only; nothing of the student's code
<course or kit>/.grade-progress/.gitignore          git ignores the whole folder

This is a convenience: read and write errors are ignored, and no grade depends on it.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from autograder.records import Verdict
from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.system.lazy_dataclass import dataclass

FOLDER = ".grade-progress"
MAX_BYTES = 1 << 20
MOST, LONGEST = 1e9, 64  # points or checks, and characters of a digest
IGNORED_BY_GIT = "# Made by `grade check`; safe to delete.\n*\n"

State = Literal["unchecked", "unwritten", "failing", "passed"]


@dataclass(frozen=True)
class CheckedExercise:
    """The result of the last check of one exercise; ``digest`` is the fingerprint of what was checked."""

    max_points: float
    points: float = 0.0
    state: State = "unchecked"
    failed: int = 0
    digest: str = ""

    @classmethod
    def of(cls, verdicts: "list[Verdict] | tuple[Verdict, ...]", digest: str) -> "CheckedExercise":
        """The sum of one exercise's verdicts."""
        failed = [verdict for verdict in verdicts if verdict.status != "passed"]
        unwritten = len(failed) == len(verdicts) and all(verdict.reason == "not_implemented" for verdict in failed)
        return cls(
            max_points=sum(verdict.max_points for verdict in verdicts),
            points=sum(verdict.points for verdict in verdicts),
            state="unwritten" if unwritten else "failing" if failed else "passed",
            failed=len(failed),
            digest=digest,
        )


@dataclass(frozen=True)
class LastCheck:
    """The exercises of one assignment."""

    exercises: Mapping[str, CheckedExercise] = field(default_factory=dict)


def read_last_check(root: Path, assignment: str) -> LastCheck:
    """The record in the course or kit ``root``; empty if the file is missing, damaged or of another format."""
    try:
        found = json.loads(read_file(_path(root, assignment), MAX_BYTES))["exercises"]
        return LastCheck({name: _checked(data) for name, data in found.items()})
    except (UnreadableFile, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return LastCheck()


def _checked(data: Mapping[str, Any]) -> CheckedExercise:
    """One exercise of a record; raises `ValueError` or `TypeError` if it is damaged."""
    found = CheckedExercise(**{one.name: data[one.name] for one in fields(CheckedExercise) if one.name in data})
    numbers, digest = (found.max_points, found.points, found.failed), found.digest
    sound = all(type(number) in (int, float) and 0 <= number <= MOST for number in numbers)
    if not (sound and found.state in get_args(State) and type(digest) is str and len(digest) <= LONGEST):
        raise ValueError("not a record")
    return found


def write_last_check(root: Path, assignment: str, checked: Mapping[str, CheckedExercise]) -> None:
    """Record ``checked``; the records of other exercises are kept."""
    known = {**read_last_check(root, assignment).exercises, **checked}
    with suppress(OSError):
        folder = progress_folder(root)
        draft = folder / f".{assignment}.{os.getpid()}"
        try:
            draft.write_text(json.dumps(asdict(LastCheck(known)), indent=1), encoding="utf-8")
            draft.replace(_path(root, assignment))
        finally:
            draft.unlink(missing_ok=True)


def progress_folder(root: Path) -> Path:
    """The folder below ``root``, ignored by git, created if it is missing; raises `OSError`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise OSError(f"{folder} is a symbolic link")
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text(IGNORED_BY_GIT, encoding="utf-8")
    return folder


def _path(root: Path, assignment: str) -> Path:
    return root / FOLDER / f"{assignment}.json"
