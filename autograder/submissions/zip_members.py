"""Reads the members of zip files that strangers made: in memory, within bounds, extracting nothing."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

MANIFEST = "manifest.json"  # a member of the archives that `grade submit` makes
MAX_LIST = 1 << 18  # bytes of a zip file's list of members: some thousands
_END = b"PK\5\6"
_END_OF_ZIP64 = b"PK\6\7"
_END_SIZE = 22
_MAX_COMMENT = 0xFFFF


class RefusedZip(Exception):
    """Why a zip file or a member of it is not read, in a sentence without capital and full stop."""


@contextmanager
def open_zip(data: bytes) -> Iterator[zipfile.ZipFile]:
    """A zip file of these bytes; raises `RefusedZip`, also for whatever goes wrong while it is read."""
    try:
        _require_short_list(data)
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield file
    except RefusedZip:
        raise
    except Exception as error:  # zipfile stumbles over hostile bytes in a dozen ways, and none may cost the class
        raise RefusedZip("the archive is damaged, or not a zip file") from error


def _require_short_list(data: bytes) -> None:
    """Refuse a long list of members before it is read: each entry costs memory."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - _MAX_COMMENT))
    if end < 0 or end + _END_SIZE > len(data):
        raise RefusedZip("the archive is damaged, or not a zip file")
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size > MAX_LIST or data[max(0, end - 20) : end].startswith(_END_OF_ZIP64):
        raise RefusedZip("the archive holds too many files, or more than the work and its manifest")


def is_sealed(file: zipfile.ZipFile) -> bool:
    """Whether this claims to be an archive of `grade submit`, and not a zip file that somebody made by hand."""
    return any(member.orig_filename == MANIFEST for member in file.infolist())


def member_bytes(file: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, *, stored: bool) -> bytes:
    """A member's bytes, at most ``most``; a compressed member is refused if it has to be ``stored``.

    Raises `RefusedZip`.
    """
    kind = stat.S_IFMT(member.external_attr >> 16)
    compressed = member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size
    for wrong, problem in (
        (member.flag_bits & 1, "a file in the archive is encrypted"),
        (kind not in (0, stat.S_IFREG), "a file in the archive is a link, or not a regular file"),
        (stored and compressed, "a file in the archive is compressed, which `grade submit` does not do"),
        (
            member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
            "a file in the archive is compressed in a way that is not read",
        ),
        (member.file_size > most, f"a file in the archive has more than {most:,} bytes"),
    ):
        if wrong:
            raise RefusedZip(problem)
    with file.open(member) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise RefusedZip(f"a file in the archive has more than {most:,} bytes")
    return data
