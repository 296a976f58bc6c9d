"""Files: names as text, and writing a file completely or not at all."""

import os
import threading
from pathlib import Path

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell: the same content has the same bytes


def readable_name(name: str) -> str:
    """A file's name as text that can be stored, whatever its bytes and the system's encoding."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def file_name(text: str) -> str:
    """The name of a file that is to read ``text``: the inverse of `readable_name`."""
    return os.fsdecode(text.encode("utf-8", "surrogateescape"))


def open_to_others(path: Path) -> bool:
    """Whether other users may read, write or enter ``path``; links are followed."""
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)


def write_whole(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file (text as UTF-8) whole or not at all, so that no reader ever sees half; raises `OSError`.

    The file keeps the permissions that it has, or is its owner's alone if ``private``.  What is there and is no
    regular file, such as a pipe, is written to as it is.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        _write_new(draft, data, 0o600 if private else 0o666)
        if path.exists() and not private:
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a new file, replacing a file that an earlier process with the same number has left."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123  (a mode)
        file.write(data)
