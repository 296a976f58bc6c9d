"""Results -> the results JSON (``autograder/results/1``; its schema is results.schema.json beside this file)."""

import itertools
import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograder.records import Result, Verdict

if TYPE_CHECKING:
    from autograder.submissions.not_graded import NotGraded

SCHEMA = "autograder/results/1"


def results_json(results: Sequence[Result], not_graded: "Sequence[NotGraded]" = ()) -> str:
    """The document, the same bytes for the same results; ``not_graded`` files are named if there are any."""
    document: dict[str, Any] = {"schema": SCHEMA, "results": [_result(result) for result in results]}
    if not_graded:
        document["not_graded"] = [{"path": f.path, "files": f.files, "reason": f.reason} for f in not_graded]
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _result(result: Result) -> dict[str, Any]:
    by_exercise = itertools.groupby(result.verdicts, lambda verdict: verdict.exercise)
    return {
        "student": result.student,
        "assignment": result.assignment,
        "status": result.status,
        "points": result.points,
        "max_points": float(result.max_points),
        "score": result.score,
        "late_days": result.late_days,
        "isolation": result.isolation,
        "exercises": [_exercise(name, list(verdicts)) for name, verdicts in by_exercise],
    }


def _exercise(name: str, verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "name": name,
        "points": math.fsum(verdict.points for verdict in verdicts),
        "max_points": math.fsum(verdict.max_points for verdict in verdicts),
        "checks": [_check(verdict) for verdict in verdicts],
    }


def _check(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.check,
        "says": verdict.says,
        "visibility": verdict.visibility,
        "status": verdict.status,
        "points": float(verdict.points),
        "max_points": float(verdict.max_points),
        "reason": verdict.reason,
        "mistake": verdict.mistake,
        "carried_forward": verdict.carried_forward.split(", ") if verdict.carried_forward else [],
        "message": verdict.message,
    }
