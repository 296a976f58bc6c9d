"""The autograder package -> its wheel, made from the installed files, without network or build tools."""

import base64
import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution
from pathlib import Path

from autograder import __version__
from autograder.errors import AutograderError
from autograder.installation import DISTRIBUTION, installed
from autograder.publishing.archive import zipped

PACKAGE = Path(__file__).parents[1]
STEM = DISTRIBUTION.replace("-", "_")
SHIPPED = (
    "**/*.py",
    "py.typed",
    "authoring/templates/*",
    "authoring/templates/course/*",
    "exercise/cases/*.npz",
    "exercise/cases/*.md",
    "pages/templates/*",
    "publishing/templates/*",
    "report/*.json",
)
"""What of the package's folder is shipped, as pyproject.toml tells setuptools; a test compares the two."""
DESCRIBED = "Wheel-Version: 1.0\nGenerator: grade release\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel() -> tuple[str, bytes]:
    """The wheel's file name and content, for an ordinary and an editable installation alike.

    Raises `AutograderError` if the package is not installed, or its metadata belong to another version.
    """
    distribution = installed()
    if distribution is None or distribution.version != __version__:
        raise AutograderError(
            f"The kit cannot carry the wheel of {DISTRIBUTION} {__version__}: this version is not installed here.",
            "Install it with: pip install --editable . (in the checkout)",
        )
    info = f"{STEM}-{__version__}.dist-info"
    members = dict(_package()) | {f"{info}/{name}": content for name, content in _metadata(distribution)}
    record = f"{info}/RECORD"
    return f"{STEM}-{__version__}-py3-none-any.whl", zipped(members | {record: _record(members, record)})


def _package() -> Iterator[tuple[str, bytes]]:
    """The package's modules and data, without other files in its folder."""
    for path in sorted({path for pattern in SHIPPED for path in PACKAGE.glob(pattern) if path.is_file()}):
        if not path.name.startswith("."):  # what an editor leaves
            yield path.relative_to(PACKAGE.parent).as_posix(), path.read_bytes()


def _metadata(distribution: Distribution) -> Iterator[tuple[str, bytes]]:
    """The files of the dist-info folder, without those that say how or where the package is installed."""
    licences = [f"licenses/{name}" for name in distribution.metadata.get_all("License-File", [])]
    for name in ("METADATA", "entry_points.txt", *licences):
        yield name, (distribution.read_text(name) or "").encode()
    yield "WHEEL", DESCRIBED.encode()


def _record(members: Mapping[str, bytes], record: str) -> bytes:
    """The RECORD file: each member with its hash and size."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for name, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow((name, f"sha256={digest}", len(content)))
    rows.writerow((record, "", ""))
    return text.getvalue().encode()
