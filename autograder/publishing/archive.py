"""Zip files that have the same bytes whenever and wherever they are made."""

import io
import stat
import zipfile
from collections.abc import Mapping

from autograder.system.files import ZIP_EPOCH

UNIX = 3


def zipped(members: Mapping[str, bytes]) -> bytes:
    """The zip file of ``members``, in their order: ordinary files that everybody may read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(_member(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_EPOCH)
    member.create_system = UNIX
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    return member
