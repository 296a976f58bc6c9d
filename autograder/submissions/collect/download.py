"""A download of submissions, a folder or a zip file, as files that are read within bounds.  Nothing is extracted."""

import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from autograder.errors import SubmissionsError
from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.submissions.work_places import TOOLS
from autograder.submissions.zip_members import RefusedZip, member_bytes
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass

MAX_FILES = 200_000
MAX_LIST = 32 << 20  # bytes of a zip file's list of members
MAX_DEPTH = 20
_END = struct.Struct("<4s4H2LH")
_MAX_COMMENT = 0xFFFF
_LOCATOR = struct.Struct("<4sLQL")
_ZIP64_SIZE = 40  # where the size of the list stands in the record of a large zip file
_UTF8_NAME = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")

Parts = tuple[str, ...]
"""The folders and the name of a path below the download: text, never used as a path."""


class UnreadableMember(Exception):
    """Why a file of a download is not read, in a sentence without capital and full stop."""


@dataclass(frozen=True)
class DownloadedFile:
    """One file; ``read`` gives its bytes up to a limit, and raises `UnreadableMember`."""

    parts: Parts
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.parts[-1]

    @property
    def shown(self) -> str:
        """Its path, for display."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class Download:
    """The files of a download; ``refused`` are those that may not be read, ``repositories`` folders with a .git."""

    path: Path
    files: tuple[DownloadedFile, ...]
    refused: dict[str, str]
    repositories: tuple[Parts, ...] = ()


@contextmanager
def opened_download(path: Path) -> Iterator[Download]:
    """The folder or zip file at ``path``; raises `SubmissionsError` if it is neither, or holds too much."""
    if path.is_dir():
        yield _folder(path)
    elif path.is_file():
        try:
            with path.open("rb") as data:
                _require_short_list(path, data)
                with zipfile.ZipFile(data) as archive:
                    yield _zip_file(path, archive)
        except (OSError, zipfile.BadZipFile, RecursionError, NotImplementedError) as error:
            said = f"{path} cannot be read: it is damaged, or neither a folder nor a zip file."
            raise SubmissionsError(said, "Download it again, or unpack it and name the folder.") from error
    else:
        raise SubmissionsError(f"There is no {path}.", "Name the folder or zip file that you downloaded.")


def _folder(root: Path) -> Download:
    files: list[DownloadedFile] = []
    refused: dict[str, str] = {}
    repositories: list[Parts] = []
    for path, parts in _walk(root, ()):
        if path.name == ".git":
            repositories.append(parts[:-1])
        elif path.is_symlink():
            refused["/".join(parts)] = "it is a symbolic link; links are not followed"
        else:
            files.append(DownloadedFile(parts, _reader(path, root)))
        _require_few(root, len(files) + len(refused))
    return Download(root, tuple(files), refused, tuple(repositories))


def _walk(folder: Path, above: Parts) -> Iterator[tuple[Path, Parts]]:
    """The files below a folder, and the folders of git, which are not entered."""
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SubmissionsError(f"{folder} cannot be read: {error.strerror}.", "Change its permissions.") from error
    for entry in found:
        path, parts = folder / entry.name, (*above, readable_name(entry.name))
        if entry.name == ".git" and entry.is_dir(follow_symlinks=False):
            yield path, parts
        elif is_left_behind(parts):
            continue
        elif not entry.is_dir(follow_symlinks=False):
            yield path, parts
        elif len(parts) <= MAX_DEPTH:
            yield from _walk(path, parts)


def _reader(path: Path, root: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            return read_file(path, most, root=root)
        except UnreadableFile as error:
            raise UnreadableMember(f"it {error.reason}") from error

    return read


def _zip_file(path: Path, archive: zipfile.ZipFile) -> Download:
    members = archive.infolist()
    _require_few(path, len(members))
    files: dict[Parts, DownloadedFile] = {}
    refused: dict[str, str] = {}
    for member in members:
        parts, wrong = _parts(member)
        if member.is_dir() or is_left_behind(parts):
            continue
        if wrong or parts in files:
            refused["/".join(parts)] = wrong or "the zip file holds two files with this name; the first is read"
        else:
            files[parts] = DownloadedFile(parts, _member_reader(archive, member))
    return Download(path, tuple(files.values()), refused)


def _parts(member: zipfile.ZipInfo) -> tuple[Parts, str]:
    """A member's path as text, and what is wrong with it."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        name = _as_utf8(name)
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        return parts or (name,), "its path leads out of the zip file"
    if "\0" in name or not parts or len(parts) > MAX_DEPTH:
        return parts or (name,), "its path cannot be read"
    return parts, ""


def _as_utf8(name: str) -> str:
    """A name that some systems write in UTF-8 without saying so."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _member_reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            return member_bytes(archive, member, most, stored=False)
        except RefusedZip as error:
            raise UnreadableMember(str(error).replace("a file in the archive", "it")) from error
        except Exception as error:  # zipfile stumbles over hostile bytes in a dozen ways
            raise UnreadableMember("it is damaged") from error

    return read


def is_left_behind(parts: Parts) -> bool:
    """Whether a system or a tool has left this file behind, such as macOS's ``._work.py``."""
    return any(part in TOOLS or part == ".ipynb_checkpoints" or part.startswith("._") for part in parts) or (
        parts[-1:] == (".DS_Store",)
    )


def _require_few(path: Path, count: int) -> None:
    if count > MAX_FILES:
        raise SubmissionsError(f"{path} holds more than {MAX_FILES:,} files.", "Collect its parts one by one.")


def _require_short_list(path: Path, data: BinaryIO) -> None:
    """Refuse a long list of members before it is read: each entry costs memory."""
    if _size_of_list(data) > MAX_LIST:
        raise SubmissionsError(f"{path} holds too many files.", "Collect its parts one by one.")
    data.seek(0)


def _size_of_list(data: BinaryIO) -> int:
    """The bytes of a zip file's list of members (APPNOTE 6.3.10, 4.3.14 to 4.3.16); 0 if it cannot be found."""
    length = data.seek(0, os.SEEK_END)
    data.seek(max(0, length - _END.size - _MAX_COMMENT - _LOCATOR.size))
    tail = data.read()
    end = tail.rfind(b"PK\5\6")
    if end < 0 or end + _END.size > len(tail):
        return 0
    size = int(_END.unpack_from(tail, end)[5])
    if end >= _LOCATOR.size and tail[end - _LOCATOR.size :].startswith(b"PK\6\7"):
        data.seek(_LOCATOR.unpack_from(tail, end - _LOCATOR.size)[2])
        record = data.read(_ZIP64_SIZE + 8)
        size = max(size if size < 0xFFFFFFFF else 0, int.from_bytes(record[_ZIP64_SIZE:], "little"))
    return size
