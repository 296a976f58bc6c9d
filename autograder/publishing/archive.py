"""Zip files that have the same bytes whenever and wherever they are made."""

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

from autograder.system.files import ZIP_EPOCH

UNIX = 3


def zipped(members: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """The zip file of ``members``, in their order: files that everybody may read, and run if ``executable``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(_member(name, 0o755 if name in executable else 0o644), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _member(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_EPOCH)
    member.create_system = UNIX
    member.external_attr = (stat.S_IFREG | mode) << 16
    return member
