"""A gradebook's file is its owner's alone, as the course's secret is."""

import os
from contextlib import suppress
from pathlib import Path

from autograder.errors import GradebookError


def make_private(file: Path) -> None:
    """Make an empty file that its owner alone can read; what stops it, SQLite will say."""
    with suppress(OSError):
        os.close(os.open(file.resolve(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def close_to_others(file: Path) -> bool:
    """Let nobody but its owner read ``file``; whether it was open.  Raises `GradebookError` if it cannot be closed."""
    if not _is_open(file):
        return False
    try:
        file.chmod(0o600)
    except OSError:
        require_private(file)
    return True


def require_private(file: Path) -> None:
    """Raise `GradebookError` when others than its owner can read or write ``file``."""
    if _is_open(file):
        raise GradebookError(
            f"The gradebook {file} can be read or written by others than its owner.",
            f"Close it (chmod 600 {file}); to share a gradebook use PostgreSQL.",
        )


def _is_open(file: Path) -> bool:
    return os.name == "posix" and file.exists() and bool(file.stat().st_mode & 0o077)
