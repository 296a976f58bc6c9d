"""Stores computed values on disk: private to their owner, checked on reading, and encrypted if they are hidden."""

import hashlib
import hmac
import io
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from autograder.errors import CourseError
from autograder.system.files import open_to_others, write_whole
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import wire
from autograder.worker.wire import Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSIONS = 8  # of an assignment's declarations
ENTRIES = 20_000  # of one version
BYTES = 256 << 20  # of everything; what was used last stays
SHARE = 16  # the part of that which one grader writes before it looks again
TOGETHER = 16  # values that are encoded as one frame, if they fit into it
DIGEST_BYTES, NONCE_BYTES = 32, 12


class Damaged(Exception):
    """An entry differs from what was stored under its name."""


class Seal(Protocol):
    """Detects changes of an entry, including its name."""

    def name(self, content: str) -> str:
        """The name of the entry for this content."""
        ...

    def close(self, data: bytes, name: str) -> bytes:
        """An entry that holds ``data``."""
        ...

    def open(self, entry: bytes, name: str) -> bytes:
        """The data of an entry; raises `Damaged`."""
        ...


class Checksum:
    """For public entries, which everyone may read and share: a checksum, then the data."""

    def name(self, content: str) -> str:
        """The content itself."""
        return content

    def close(self, data: bytes, name: str) -> bytes:
        """The checksum, then the data."""
        return self._digest(data, name) + data

    def open(self, entry: bytes, name: str) -> bytes:
        """The data after the checksum; raises `Damaged`."""
        data = entry[DIGEST_BYTES:]
        if entry[:DIGEST_BYTES] != self._digest(data, name):
            raise Damaged
        return data

    def _digest(self, data: bytes, name: str) -> bytes:
        return hashlib.sha256(name.encode() + b"\0" + data).digest()


class Encryption:
    """For hidden entries: named and encrypted (AES-GCM) by keys of the course's secret."""

    def __init__(self, secret: bytes) -> None:
        self._names = hmac.digest(secret, b"autograder cache: names", "sha256")
        self._values = hmac.digest(secret, b"autograder cache: values", "sha256")

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # most commands read no hidden entry

        return AESGCM(self._values)

    def name(self, content: str) -> str:
        """A name that reveals nothing about the content without the secret."""
        return hmac.digest(self._names, content.encode(), "sha256").hex()

    def close(self, data: bytes, name: str) -> bytes:
        """A random nonce, then the encrypted data with its tag."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, name.encode())

    def open(self, entry: bytes, name: str) -> bytes:
        """The decrypted data; raises `Damaged`."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(entry[:NONCE_BYTES], entry[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: it is too short to be an entry
            raise Damaged from error


@dataclass(frozen=True)
class Entry:
    """A place in the cache; ``content`` says what its values were computed from."""

    version: str
    exercise: str
    content: str
    what: str
    hidden: bool


def say_on_stderr(text: str) -> None:
    """Print a warning."""
    print(text, file=sys.stderr)


class Cache:
    """A folder of computed values, which can be deleted at any time; several graders may use it at once.

    Hidden entries are encrypted where the ``secret`` is given; ``warn`` is told of the first damaged entry.  Raises
    `CourseError` when others than its owner can read or write the folder.
    """

    def __init__(self, folder: Path, secret: bytes | None = None, warn: Callable[[str], None] = say_on_stderr) -> None:
        _require_private(folder)
        self.folder = folder
        self._open: Seal = Checksum()
        self._hidden: Seal = self._open if secret is None else Encryption(secret)
        self._warn, self._warned = warn, False
        self._tidied: set[Path] = set()
        self._unlooked = BYTES  # bytes written since all was counted
        self._lock = threading.Lock()

    def read(self, entry: Entry) -> list[Value] | None:
        """The stored values, or None if the entry is missing or damaged and must be computed again."""
        path = self.path(entry)
        try:
            found = _in_frames(self._seal(entry).open(path.read_bytes(), path.name))
            _note_use(path)
            return found
        except OSError:
            return None
        except (Damaged, wire.WireError, EOFError):
            self._say_damaged(path)
            return None

    def write(self, entry: Entry, values: Sequence[Value]) -> None:
        """Store values; a failure is ignored, because it only costs time."""
        path = self.path(entry)
        with suppress(OSError, wire.TooLarge):
            data = self._seal(entry).close(b"".join(_batches(values)), path.name)
            self._make_room(path.parent)
            self._bound(len(data))
            write_whole(path, data, private=True)

    def path(self, entry: Entry) -> Path:
        """The file of an entry."""
        name = self._seal(entry).name(entry.content)
        return self.folder / entry.version / f"{entry.exercise}-{name[:32]}.{entry.what}"

    def _seal(self, entry: Entry) -> Seal:
        return self._hidden if entry.hidden else self._open

    def _say_damaged(self, path: Path) -> None:
        with self._lock:
            first, self._warned = not self._warned, True
        if first:
            self._warn(
                f"Warning: the cached values in {path} are damaged. They were not used, and are computed again.\n"
                "If this happens more than once, check the disk and the memory of this machine."
            )

    def _make_room(self, folder: Path) -> None:
        """Create a version's folder; delete the oldest versions, and the oldest entries in it."""
        with self._lock:
            if folder in self._tidied and folder.is_dir():
                return
            self._tidied.add(folder)
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            versions = self.folder.glob(f"{folder.name.rpartition('-')[0]}-*")
            for old in sorted(versions, key=_age)[VERSIONS:]:
                shutil.rmtree(old, ignore_errors=True)
            for old in sorted(folder.iterdir(), key=_age)[ENTRIES:]:
                old.unlink(missing_ok=True)

    def _bound(self, size: int) -> None:
        """Make room for ``size`` bytes: where all entries are too many bytes, those used least recently go.

        Other graders write too, so all is counted anew now and then.
        """
        with self._lock:
            self._unlooked += size
            if self._unlooked < BYTES // SHARE:
                return
            self._unlooked = 0
            files = sorted(self.folder.glob("*/*"), key=_last_use, reverse=True)
            for path, total in zip(files, accumulate(map(_size, files)), strict=True):
                if size + total > BYTES - BYTES // SHARE:
                    path.unlink(missing_ok=True)


def _batches(values: Sequence[Value]) -> Iterator[bytes]:
    """The values in frames of a few: most are not encoded again because a frame's header is too long."""
    for first in range(0, len(values), TOGETHER):
        yield from _frames([*values[first : first + TOGETHER]])


def _frames(values: list[Value]) -> Iterator[bytes]:
    """The values in as few frames as can be: a frame's header has a limit, which many replies of training exceed."""
    try:
        yield wire.encode(values)
    except wire.TooLarge:
        if len(values) < 2:
            raise
        half = len(values) // 2
        yield from _frames(values[:half])
        yield from _frames(values[half:])


def _in_frames(data: bytes) -> list[Value]:
    """The values in frames that follow one another; raises `WireError` and `EOFError`."""
    stream, found = io.BytesIO(data), list[Value]()
    while stream.tell() < len(data):
        found += wire.read(stream.read)
    return found


def _note_use(path: Path) -> None:
    """Set an entry's time of access, which many systems do not keep by themselves; its content is as it was."""
    with suppress(OSError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_atime
    except OSError:  # another grader has removed it
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # another grader has removed it
        return 0


def _age(path: Path) -> float:
    """The age, for sorting; what another grader has removed counts as oldest."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _require_private(folder: Path) -> None:
    if open_to_others(folder):
        raise CourseError(
            f"The cache of expected values {folder} can be read or written by other users.",
            f"Close it (chmod 700 {folder}). If others may have used it, delete it and .grade-secret: "
            "both are created again.",
        )
