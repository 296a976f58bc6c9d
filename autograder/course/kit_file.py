"""A kit's configuration: the part of grader.yaml that a student's tools need, and the same as JSON.

<kit>/kit/course.json   what the kit's grader.yaml says, validated when the kit was made, and that file's digest

Reading the JSON takes a millisecond, reading YAML a tenth of a second.
"""

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.config import KIT, AssignmentPlan, CourseFile, WorkerLimits

KEPT = ("course", "timezone", "allow", "limits", "solutions", "assignments")
"""The keys of grader.yaml that a student's tools need."""
JSON_FILE = f"{KIT}/course.json"


def kit_data(file: CourseFile) -> dict[str, Any]:
    """What a kit's grader.yaml says, as plain data."""
    everything = _plain(file)
    return {key: everything[key] for key in KEPT if key in everything}


def kit_json(data: dict[str, Any], yaml: bytes) -> bytes:
    """The JSON file of a kit whose grader.yaml is ``yaml`` and says ``data``."""
    return json.dumps({"of": _digest(yaml), "file": data}, indent=1).encode() + b"\n"


def read_kit_file(path: Path) -> CourseFile | None:
    """What the kit's JSON says of the grader.yaml at ``path``; None without one, or if it is of another file."""
    try:
        found = json.loads((path.parent / JSON_FILE).read_bytes())
        return _file_of(found["file"]) if found["of"] == _digest(path.read_bytes()) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None  # whoever reads the YAML then says what is wrong


def _digest(yaml: bytes) -> str:
    return hashlib.sha256(yaml).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        return {field.name: _plain(own[field.name]) for field in fields(value) if own[field.name] != _default(field)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _file_of(data: dict[str, Any]) -> CourseFile:
    """The inverse of `kit_data`."""
    plans = [AssignmentPlan(**{**plan, "due": _moment(plan.get("due"))}) for plan in data["assignments"]]
    return CourseFile(**{**data, "assignments": plans, "limits": WorkerLimits(**data.get("limits", {}))})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
