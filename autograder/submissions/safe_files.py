"""Reads files that strangers put there, or may be exchanging right now: no link is followed, no pipe waited on."""

import errno
import os
import stat
from pathlib import Path

NOT_REGULAR = "is not a regular file; links are not followed"
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)


class UnreadableFile(Exception):
    """Why a file is not read, to follow "the file"; ``ours`` where no student is to blame."""

    def __init__(self, reason: str, *, ours: bool = False, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ours = ours
        self.too_large = too_large


def read_file(path: Path, most: int, *, root: Path | None = None, beginning: bool = False) -> bytes:
    """The bytes of a regular file that has at most ``most`` of them, or of its ``beginning``; raises `UnreadableFile`.

    Below ``root`` (which is the file's own folder by default) no part of ``path`` may be a link, not even one that
    takes a folder's place while this runs.
    """
    try:
        with open(_descriptor(path, root or path.parent), "rb") as file:
            found = os.fstat(file.fileno())
            _require_regular(found)
            if found.st_size > most and not beginning:
                raise UnreadableFile(f"has {found.st_size:,} bytes; at most {most:,} are read", too_large=True)
            return file.read(min(most, found.st_size))  # which is made room for
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise UnreadableFile(NOT_REGULAR) from error
        raise UnreadableFile(f"cannot be read: {error.strerror}", ours=True) from error


def _descriptor(path: Path, root: Path) -> int:
    """The opened file, reached folder by folder; raises `OSError` and `UnreadableFile`."""
    if os.open not in os.supports_dir_fd:  # Windows, where a student reads their own files only
        _require_regular(path.lstat())
        return os.open(path, os.O_RDONLY | _NO_LINKS)
    *folders, name = path.relative_to(root).parts
    place = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | _FOLDER, dir_fd=place)
            os.close(place)
            place = inner
        _require_regular(os.stat(name, dir_fd=place, follow_symlinks=False))  # opening a device may do something
        return os.open(name, os.O_RDONLY | _NO_LINKS, dir_fd=place)
    finally:
        os.close(place)


def _require_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFile(NOT_REGULAR)
