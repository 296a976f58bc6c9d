"""Writes a folder of pages whole or not at all, and replaces only a folder that it has made."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import OutputError

MARK = ".made-by-grade"
LONGEST = 60


def page_name(student: str) -> str:
    """A file's name for a student: the name itself if it is plain, or else what is plain of it, and a digest."""
    plain = re.sub(r"[^a-z0-9._-]", "_", student.lower())[:LONGEST].strip("._-")
    if plain == student:
        return plain
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'student'}-{digest}"


def write_folder(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    """Write ``files``, by their paths below ``folder``, for their owner only; returns how many.

    Raises `OutputError` if the folder holds anything that this function has not made.
    """
    _require_ours(folder)
    target = folder.resolve()
    draft = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        count = _fill(draft, files)
        _swap(draft, target)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.", "Name another folder.") from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
    return count


def _require_ours(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            f"{folder} is not empty, and `grade` has not made it.", "Name a new folder, or an empty one.", retry=False
        )


def _fill(draft: Path, files: Iterable[tuple[str, str]]) -> int:
    (draft / MARK).write_text("`grade` replaces this folder whole.\n")
    count = 0
    for count, (name, text) in enumerate(files, start=1):  # noqa: B007  (it is the result)
        path = draft / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return count


def _swap(draft: Path, target: Path) -> None:
    """Put the draft in the place of the target, which is kept until the draft stands there."""
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(old / "old")
        draft.rename(target)
    except OSError:
        if not target.exists() and (old / "old").exists():
            (old / "old").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
