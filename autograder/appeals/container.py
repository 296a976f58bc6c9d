"""The file of evidence: a zip of frames with a digest for each, a digest of these, and the course's signature.

manifest.json    who, what, when, by which versions, the recorded verdicts, and a digest of each other member
signature.json   the digest of manifest.json, and HMAC(course secret, digest)
everything else  frames of the wire's closed format; nothing in the file is code that is run, or is unpickled

Without the secret one can check that the members are those of the manifest, and that the recorded verdicts follow from
them. Only with the secret can one tell that the course made the file, and that nobody has written a consistent other
one.
"""

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Literal

from autograder.errors import AutograderError
from autograder.submissions.zip_members import RefusedZip, member_bytes, open_zip
from autograder.system.files import ZIP_EPOCH
from autograder.system.lazy_dataclass import dataclass

FORMAT = "autograder/evidence/2"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
MAX_FILE, MAX_MEMBER, MAX_WHOLE = 256 << 20, 128 << 20, 512 << 20  # bytes
PURPOSE = b"autograder evidence: signature"

Signed = Literal["by this course", "not by this course", "not checked"]


@dataclass(frozen=True)
class Container:
    """The content of a file of evidence, whose digests fit; ``signed`` says whose signature it has."""

    manifest: dict[str, Any]
    members: Mapping[str, bytes]
    digest: str
    signed: Signed


def packed(manifest: Mapping[str, Any], members: Mapping[str, bytes], secret: bytes) -> bytes:
    """The file, the same bytes for the same content."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    text = json.dumps({"format": FORMAT, **manifest, "members": digests}, indent=1, sort_keys=True).encode()
    digest = hashlib.sha256(text).hexdigest()
    signature = json.dumps({"sha256": digest, "hmac_sha256": _signature(secret, digest)}).encode()
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {MANIFEST: text, SIGNATURE: signature, **members}.items():
            file.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)
    return paper.getvalue()


def opened(data: bytes, secret: bytes | None) -> Container:
    """The content of a file; raises `AutograderError` for another file, and for one that was changed."""
    try:
        members = _members(data)
        text, signature = members.pop(MANIFEST), json.loads(members.pop(SIGNATURE))
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise AutograderError("The evidence has another format.", "Use the version of autograder that made it.")
        digest = hashlib.sha256(text).hexdigest()
        same = signature["sha256"] == digest and {n: hashlib.sha256(d).hexdigest() for n, d in members.items()}
        if not same or same != manifest["members"]:
            raise Tampered
        return Container(manifest, members, digest, _signed(secret, digest, str(signature["hmac_sha256"])))
    except (RefusedZip, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f"{error}" if isinstance(error, RefusedZip) else type(error).__name__
        raise AutograderError(
            f"This is not a file of evidence ({why}).", "Make one with `grade evidence STUDENT ASSIGNMENT`."
        ) from error


class Tampered(AutograderError):
    """A file of evidence was changed after it was made."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__(
            "The evidence was changed after it was made: its digests do not fit.",
            "Ask for the file again: `grade evidence STUDENT ASSIGNMENT` makes it.",
        )


def _members(data: bytes) -> dict[str, bytes]:
    """Every member, within bounds; raises `RefusedZip`."""
    if len(data) > MAX_FILE:
        raise RefusedZip(f"it has more than {MAX_FILE:,} bytes")
    found: dict[str, bytes] = {}
    left = MAX_WHOLE
    with open_zip(data) as file:
        for member in file.infolist():
            if member.filename in found:
                raise RefusedZip("a name occurs twice in it")
            found[member.filename] = member_bytes(file, member, min(left, MAX_MEMBER), stored=False)
            left -= len(found[member.filename])
    return found


def _signed(secret: bytes | None, digest: str, signature: str) -> Signed:
    if secret is None:
        return "not checked"
    own = hmac.compare_digest(_signature(secret, digest).encode(), signature.encode("utf-8", "replace"))
    return "by this course" if own else "not by this course"


def _signature(secret: bytes, digest: str) -> str:
    return hmac.digest(hmac.digest(secret, PURPOSE, "sha256"), digest.encode(), "sha256").hex()
