"""The archive that `grade submit` makes and `grade all` reads: one file of work, and a manifest that describes it.

<assignment>-<student>-<time>.zip
    <assignment>.py or .ipynb     the work
    manifest.json                 who, what, when, by which versions, and the work's SHA-256

Nothing in it is compressed, so nothing in it can grow; members are read in memory, and only those two.  A hash
tells damage and later changes.  It is not a signature: whoever runs `grade submit` can enter any name.
"""

import hashlib
import io
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.submissions.work_files import MAX_BYTES, kind_of
from autograder.submissions.zip_members import MANIFEST, MAX_LIST, RefusedZip, is_sealed, member_bytes, open_zip
from autograder.system.files import ZIP_EPOCH
from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from autograder.submissions.manifest import Manifest

MAX_MANIFEST = 16 << 10
MAX_SEALED_LIST = 1 << 10  # of two short names
MAX_ARCHIVE = max(MAX_BYTES.values()) + MAX_MANIFEST + MAX_LIST


@dataclass(frozen=True)
class Archive:
    """What was found in one archive: ``data`` is the work, unless ``problem`` says why the archive is refused.

    ``receipt`` is the code that the student was told; ``manifest`` is None where it cannot be read.  The problem is
    ``ours`` where the file could not be read at all.  A ``plain`` zip file has no manifest: `grade submit` has not
    made it.
    """

    receipt: str
    manifest: "Manifest | None" = None
    data: bytes = b""
    problem: str | None = None
    ours: bool = False
    plain: bool = False


def seal(manifest: "Manifest", data: bytes) -> bytes:
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


def open_archive(data: bytes) -> Archive:
    """What is in an archive, read in memory.  Nothing is raised, whatever the bytes are."""
    code, manifest = receipt(data), None
    try:
        with open_zip(data) as file:
            if not is_sealed(file):
                return Archive(code, problem="the archive has no manifest: `grade submit` has not made it", plain=True)
            _require_sealed_form(data, file)
            manifest = _manifest(file)
            return Archive(code, manifest, _work(file, manifest))
    except RefusedZip as refused:
        return Archive(code, manifest, problem=str(refused))


def _require_sealed_form(data: bytes, file: zipfile.ZipFile) -> None:
    """Refuse what `grade submit` does not write: something around the members, or a list of more than two."""
    if min(member.header_offset for member in file.infolist()) > 0:
        raise RefusedZip("the archive is damaged: something stands before its beginning")
    end = data[-22:]
    if end[:4] != b"PK\5\6":
        raise RefusedZip("the archive is damaged: something stands behind its end")
    if int.from_bytes(end[12:16], "little") > MAX_SEALED_LIST:
        raise RefusedZip("the archive holds more than the work and its manifest")


def _manifest(file: zipfile.ZipFile) -> "Manifest":
    from autograder.submissions.manifest import Manifest  # imports pydantic, and most classes have no archive

    found = next(member for member in file.infolist() if member.orig_filename == MANIFEST)
    text = member_bytes(file, found, MAX_MANIFEST, stored=True)
    try:
        return Manifest.model_validate_json(text)
    except ValueError as error:
        raise RefusedZip("the archive's manifest was not written by `grade submit`") from error


def _work(file: zipfile.ZipFile, manifest: "Manifest") -> bytes:
    """The work that the manifest describes; the archive may hold nothing else."""
    members = {member.orig_filename: member for member in file.infolist()}
    kind = kind_of(manifest.work) or "module"
    if len(members) < len(file.infolist()):
        raise RefusedZip("the archive holds two files with the same name")
    if manifest.work.rpartition(".")[0] != manifest.assignment or set(members) != {manifest.work, MANIFEST}:
        raise RefusedZip("the archive was changed: its files do not match its manifest")
    data = member_bytes(file, members[manifest.work], MAX_BYTES[kind], stored=True)
    if hashlib.sha256(data).hexdigest() != manifest.files[manifest.work]:
        raise RefusedZip("the archive was changed: the work does not match its manifest")
    return data


def read_archive(path: Path, root: Path | None = None) -> Archive:
    """`open_archive` on a file, reached from ``root`` without following links."""
    try:
        return open_archive(read_file(path, MAX_ARCHIVE, root=root))
    except UnreadableFile as error:
        return Archive("", problem=f"the archive {error.reason}", ours=error.ours)
