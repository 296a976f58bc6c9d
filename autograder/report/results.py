"""Results -> the results JSON (``autograder/results/2``; its schema is results.schema.json beside this file)."""

import itertools
import json
import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from autograder.records import Decision, Result, Verdict

if TYPE_CHECKING:
    from autograder.submissions.not_graded import NotGraded

SCHEMA = "autograder/results/2"


def results_json(
    results: Sequence[Result],
    not_graded: "Sequence[NotGraded]" = (),
    roster: Collection[str] | None = None,
    **more: Any,
) -> str:
    """The document, the same bytes for the same results; ``not_graded`` files are named if there are any.

    Where the ``roster`` is known, each result says whether its student is on it.  ``more`` are other keys of the
    document, left out where they are empty.
    """
    document: dict[str, Any] = {"schema": SCHEMA, "results": [result_json(result, roster) for result in results]}
    document |= {name: value for name, value in more.items() if value}
    if not_graded:
        document["not_graded"] = [{"path": f.path, "files": f.files, "reason": f.reason} for f in not_graded]
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def result_json(result: Result, roster: Collection[str] | None = None) -> dict[str, Any]:
    """One result, as the schema describes it."""
    by_exercise = itertools.groupby(result.verdicts, lambda verdict: verdict.exercise)
    return {
        "student": result.student,
        **({} if roster is None else {"on_roster": result.student in roster}),
        "assignment": result.assignment,
        "status": result.status,
        "points": result.points,
        "max_points": float(result.max_points),
        "score": result.score,
        "counts": result.counts,
        "excused": result.excused,
        "override": [decision_json(one) for one in result.decisions],
        "explanation": list(result.explanation),
        "due": result.due.isoformat() if result.due else None,
        "late_days": result.late_days,
        "isolation": result.isolation,
        "exercises": [_exercise(name, list(verdicts)) for name, verdicts in by_exercise],
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """What a person decided about one result."""
    return {
        "kind": decision.kind,
        "exercise": decision.exercise or None,
        "check": decision.check or None,
        "value": decision.value or None,
        "comment": decision.comment,
        "by": decision.who,
        "at": decision.at.isoformat() if decision.at else None,
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
