"""The folder that a worker of level ``process`` starts in: whatever code has made of it, it is measured and removed."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.errors import SandboxFailed


@contextmanager
def scratch_folder() -> Iterator[str]:
    """An empty folder for as long as the block runs; raises `SandboxFailed`."""
    try:
        folder = tempfile.mkdtemp(prefix="autograder-")
    except OSError as error:
        raise SandboxFailed(f"A worker's folder cannot be made: {error}") from error
    try:
        yield folder
    finally:
        with suppress(OSError):
            remove(Path(folder))


def remove(folder: Path) -> None:
    """Remove a folder that may be locked, or deeper than a path is long: what is in it is moved up first."""
    if folder.is_symlink():  # it is not what we made: what it points to is none of ours
        return folder.unlink()
    folder.chmod(0o700)
    waiting = [folder]
    while waiting:
        moved = []
        for entry in os.scandir(waiting[-1]):
            if entry.is_dir(follow_symlinks=False):
                Path(entry.path).chmod(0o700)
                moved.append(Path(entry.path).rename(folder.with_name(f"autograder-{secrets.token_hex(8)}")))
            else:
                Path(entry.path).unlink()
        waiting.extend(moved)
        if not moved:
            waiting.pop().rmdir()
    return None


def size_of(folder: Path) -> int:
    """Bytes of all files below ``folder``, as far as they can be seen."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with suppress(OSError):
            for entry in os.scandir(waiting.pop()):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total
