"""Keeps a gradebook's file private to its owner, like the course's secret."""

import os
from contextlib import suppress
from pathlib import Path

from autograder.errors import GradebookError


def make_private(file: Path) -> None:
    """Create an empty file that only its owner can read; SQLite reports errors later."""
    with suppress(OSError):
        os.close(os.open(file.resolve(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def close_to_others(file: Path) -> bool:
    """Make ``file`` readable by its owner only; returns whether it was not. Raises `GradebookError` if that fails."""
    if not _is_open(file):
        return False
    try:
        file.chmod(0o600)
    except OSError:
        require_private(file)
    return True


def require_private(file: Path) -> None:
    """Raise `GradebookError` if other users can read or write ``file``."""
    if _is_open(file):
        raise GradebookError(
            f"The gradebook {file} can be read or written by other users.",
            f"Close it (chmod 600 {file}); to share a gradebook use PostgreSQL.",
        )


def _is_open(file: Path) -> bool:
    return os.name == "posix" and file.exists() and bool(file.stat().st_mode & 0o077)
