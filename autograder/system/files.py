"""Files: names as text, and writing whole or not at all."""

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


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file (text as UTF-8) whole or not at all, so that no reader ever sees half; raises `OSError`.

    The file keeps the permissions that it has.  What is there and is no regular file, such as a pipe, is
    written to as it is.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_bytes(data)
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
