"""What a grader.yaml says as plain data, which is read back without YAML and pydantic: a millisecond, not a tenth."""

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from typing import Any

from autograder.course.config import AssignmentPlan, CourseFile, WorkerLimits
from autograder.course.rules import AssignmentGroup, Extension, LatePolicy


def plain(value: Any) -> Any:
    """A `CourseFile`, or a part of one, as what JSON can hold; what is as usual is left out."""
    if is_dataclass(value):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        return {field.name: plain(own[field.name]) for field in fields(value) if own[field.name] != _default(field)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def file_of(data: dict[str, Any]) -> CourseFile:
    """The inverse of `plain`, for what it was told; raises `TypeError`, `ValueError` or `LookupError` for the rest."""
    parts: dict[str, Any] = {
        "assignments": [AssignmentPlan(**{**plan, "due": _moment(plan.get("due"))}) for plan in data["assignments"]],
        "limits": WorkerLimits(**data.get("limits", {})),
        "late": LatePolicy(**data.get("late", {})),
        "groups": [AssignmentGroup(**group) for group in data.get("groups", [])],
        "extensions": [Extension(**extension) for extension in data.get("extensions", [])],
    }
    return CourseFile(**{**data, **parts})


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
