"""The archive that `grade submit` makes and `grade all` reads: one file of work, and a manifest that describes it.

<assignment>-<student>-<time>.zip
    <assignment>.py or .ipynb     the work
    manifest.json                 who, what, when, by which versions, and the work's SHA-256

Nothing in it is compressed, so nothing in it can grow; members are read in memory, and only those two.  A hash
tells damage and later changes.  It is not a signature: whoever runs `grade submit` can enter any name.
"""

import hashlib
import io
import json
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.submissions.notebook_code import MAX_NOTEBOOK
from autograder.system.files import ZIP_EPOCH

MANIFEST = "manifest.json"
MAX_MODULE = 1 << 20
MAX_WORK = {".py": MAX_MODULE, ".ipynb": MAX_NOTEBOOK}
MAX_MANIFEST = 16 << 10
MAX_DIRECTORY = 1 << 10  # of two short names
MAX_ARCHIVE = max(MAX_WORK.values()) + MAX_MANIFEST + 4 * MAX_DIRECTORY

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.(py|ipynb)$", max_length=255)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Word = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=64)]


class Manifest(BaseModel):
    """What an archive says about itself; ``time`` is from the student's clock, and is not used for lateness."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_: Literal["autograder/submission/1"] = Field("autograder/submission/1", alias="schema")
    student: str = Field(pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$", max_length=255)
    assignment: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=200)
    files: dict[Name, Sha256] = Field(min_length=1, max_length=1)
    time: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    versions: dict[Word, Word] = Field({}, max_length=8)

    @property
    def work(self) -> str:
        """The name of the work's file."""
        return next(iter(self.files))

    @property
    def text(self) -> str:
        """The manifest's text, the same bytes every time."""
        return json.dumps(self.model_dump(by_alias=True), indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Archive:
    """What was found in one archive: ``data`` is the work, unless ``problem`` says why the archive is refused.

    ``receipt`` is the code that the student was told; ``manifest`` is None where it cannot be read.  The problem is
    ``ours`` where the file could not be read at all.
    """

    receipt: str
    manifest: Manifest | None = None
    data: bytes = b""
    problem: str | None = None
    ours: bool = False


class Refused(Exception):
    """Why an archive is refused; never leaves this module."""


def seal(manifest: Manifest, data: bytes) -> bytes:
    """The archive's bytes, the same for the same work and manifest on every machine."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for name, content in ((manifest.work, data), (MANIFEST, manifest.text.encode())):
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.create_system, member.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            file.writestr(member, content)
    return made.getvalue()


def receipt(data: bytes) -> str:
    """A short code with which student and instructor can check that they mean the same archive."""
    return hashlib.sha256(data).hexdigest()[:12]


def opened(data: bytes) -> Archive:
    """What is in an archive, read in memory.  Nothing is raised, whatever the bytes are."""
    code, manifest = receipt(data), None
    try:
        _require_small_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            manifest = _manifest(file)
            return Archive(code, manifest, _work(file, manifest))
    except Refused as refused:
        problem = str(refused)
    except Exception:  # zipfile stumbles over hostile bytes in a dozen ways, and none may cost the class
        problem = "the archive is damaged, or not a zip file"
    return Archive(code, manifest, problem=problem)


def _require_small_directory(data: bytes) -> None:
    """Refuse a member list that is too long before it is read: each entry costs memory."""
    end, has_larger_end = data[-22:], data[-42:-38] == b"PK\6\7"
    if end[:4] != b"PK\5\6":
        raise Refused("the archive is damaged, or not created by `grade submit`")
    if has_larger_end or int.from_bytes(end[12:16], "little") > MAX_DIRECTORY:
        raise Refused("the archive holds more than the work and its manifest")


def _manifest(file: zipfile.ZipFile) -> Manifest:
    found = [member for member in file.infolist() if member.orig_filename == MANIFEST]
    if not found:
        raise Refused("the archive has no manifest, so it was not created by `grade submit`")
    try:
        return Manifest.model_validate_json(_content(file, found[0], MAX_MANIFEST))
    except ValidationError as error:
        raise Refused("the archive's manifest was not written by `grade submit`") from error


def _work(file: zipfile.ZipFile, manifest: Manifest) -> bytes:
    """The work that the manifest describes; the archive may hold nothing else."""
    members = {member.orig_filename: member for member in file.infolist()}
    if len(members) < len(file.infolist()):
        raise Refused("the archive holds two files with the same name")
    if manifest.work.rpartition(".")[0] != manifest.assignment or set(members) != {manifest.work, MANIFEST}:
        raise Refused("the archive was changed: its files do not match its manifest")
    data = _content(file, members[manifest.work], MAX_WORK[Path(manifest.work).suffix])
    if hashlib.sha256(data).hexdigest() != manifest.files[manifest.work]:
        raise Refused("the archive was changed: the work does not match its manifest")
    return data


def _content(file: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a plain file in the archive, up to the limit for its kind."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    for wrong, problem in (
        (member.flag_bits & 1, "a file in the archive is encrypted"),
        (kind not in (0, stat.S_IFREG), "a file in the archive is a link, or not a regular file"),
        (
            member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size,
            "a file in the archive is compressed, which `grade submit` does not do",
        ),
        (member.file_size > most, f"a file in the archive has more than {most:,} bytes"),
    ):
        if wrong:
            raise Refused(problem)
    with file.open(member) as stream:
        return stream.read(most + 1)


def read_archive(path: Path) -> Archive:
    """`opened` on a file, which is read without following links, waiting on pipes or exceeding the size limit."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return Archive("", problem="the archive is not a regular file; links are not followed")
        if found.st_size > MAX_ARCHIVE:
            return Archive("", problem=f"the archive has {found.st_size:,} bytes; at most {MAX_ARCHIVE:,} are read")
        with open(path, "rb", opener=unlinked) as file:
            return opened(file.read(MAX_ARCHIVE))
    except OSError as error:
        return Archive("", problem=f"the archive cannot be read: {error.strerror}", ours=True)


def unlinked(path: str, flags: int) -> int:
    """An opener, for `open`, that follows no symbolic link."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
