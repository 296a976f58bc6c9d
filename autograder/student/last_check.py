"""The results of the last check of each exercise, kept between commands.

<course or kit>/.grade-progress/<assignment>.json   points and states only; nothing of the student's code
<course or kit>/.grade-progress/.gitignore          git ignores the whole folder

This is a convenience: read and write errors are ignored, and no grade depends on it.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.records import Verdict
from autograder.submissions.safe_files import UnreadableFile, read_file

FOLDER = ".grade-progress"
MAX_BYTES = 1 << 20
IGNORED_BY_GIT = "# Made by `grade check`; safe to delete.\n*\n"

Points = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
State = Literal["unchecked", "unwritten", "failing", "passed"]


class CheckedExercise(BaseModel):
    """The result of the last check of one exercise; ``digest`` is the fingerprint of what was checked."""

    model_config = ConfigDict(frozen=True, strict=True)

    max_points: Points
    points: Points = 0.0
    state: State = "unchecked"
    failed: int = Field(0, ge=0, le=1_000_000)
    digest: str = Field("", max_length=64)

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


class LastCheck(BaseModel):
    """The exercises of one assignment."""

    model_config = ConfigDict(frozen=True, strict=True)

    exercises: dict[str, CheckedExercise] = Field({}, max_length=10_000)


def read_last_check(root: Path, assignment: str) -> LastCheck:
    """The record in the course or kit ``root``; empty if the file is missing, damaged or of another format."""
    try:
        return LastCheck.model_validate_json(read_file(_path(root, assignment), MAX_BYTES))
    except (UnreadableFile, ValidationError):
        return LastCheck()


def write_last_check(root: Path, assignment: str, checked: Mapping[str, CheckedExercise]) -> None:
    """Record ``checked``; the records of other exercises are kept."""
    known = {**read_last_check(root, assignment).exercises, **checked}
    with suppress(OSError):
        folder = progress_folder(root)
        draft = folder / f".{assignment}.{os.getpid()}"
        try:
            draft.write_text(LastCheck(exercises=known).model_dump_json(indent=1), encoding="utf-8")
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
