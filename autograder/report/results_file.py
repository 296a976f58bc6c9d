"""A results file -> records that can be compared; its numbers and names are checked on the way in."""

import json
import math
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.system.lazy_dataclass import dataclass

SCHEMAS = ("autograder/results/1", "autograder/results/2")


@dataclass(frozen=True)
class FileRecord:
    """One result of a results file."""

    missing: bool
    points: float | None
    max_points: float
    checks: dict[tuple[str, str], dict[str, Any]]


def read_results_file(path: Path) -> dict[tuple[str, str], FileRecord]:
    """The results by student and assignment; raises `AutograderError` for a file of another kind."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] not in SCHEMAS:
            raise ValueError("another schema")
        return {(str(r["student"]), str(r["assignment"])): _record(r) for r in document["results"]}
    except OSError as error:
        raise AutograderError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AutograderError(
            f"{path} is not a results file ({type(error).__name__}).", "Write one with `grade all --json FILE`."
        ) from error


def _record(result: dict[str, Any]) -> FileRecord:
    checks = {
        (str(exercise["name"]), str(check["name"])): {
            "status": str(check["status"]),
            "points": 0.0 if check.get("carried_forward") else _number(check["points"]),  # policy gives those
            "max_points": _number(check["max_points"]),
            "reason": check["reason"],
            "mistake": check["mistake"],
            "carried_forward": ", ".join(map(str, check.get("carried_forward") or ())),
        }
        for exercise in result["exercises"]
        for check in exercise["checks"]
    }
    points = None if result["points"] is None else math.fsum(check["points"] for check in checks.values())
    return FileRecord(result["status"] == "missing", points, _number(result["max_points"]), checks)


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a number without end")
    return number
