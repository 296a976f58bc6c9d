"""A kit's configuration: the part of grader.yaml that a student's tools need, and the same as JSON.

<kit>/kit/course.json   what the kit's grader.yaml says, validated when the kit was made, and that file's digest
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.course.config import CourseFile
from autograder.course.file_data import file_of, plain
from autograder.course.folder import KIT

KEPT = ("course", "timezone", "allow", "limits", "solutions", "assignments")
"""The keys of grader.yaml that a student's tools need."""
JSON_FILE = f"{KIT}/course.json"


def kit_data(file: CourseFile) -> dict[str, Any]:
    """What a kit's grader.yaml says, as plain data."""
    everything = plain(file)
    return {key: everything[key] for key in KEPT if key in everything}


def kit_json(data: dict[str, Any], yaml: bytes) -> bytes:
    """The JSON file of a kit whose grader.yaml is ``yaml`` and says ``data``."""
    return json.dumps({"of": _digest(yaml), "file": data}, indent=1).encode() + b"\n"


def read_kit_file(path: Path) -> CourseFile | None:
    """What the kit's JSON says of the grader.yaml at ``path``; None without one, or if it is of another file."""
    try:
        found = json.loads((path.parent / JSON_FILE).read_bytes())
        return file_of(found["file"]) if found["of"] == _digest(path.read_bytes()) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None  # whoever reads the YAML then says what is wrong


def _digest(yaml: bytes) -> str:
    return hashlib.sha256(yaml).hexdigest()
