"""Work -> a file of evidence: each exercise as data, then its calls, expected values and outcomes."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from autograder import __version__
from autograder.appeals.container import packed
from autograder.appeals.outcome_data import mistake_data, outcome_data
from autograder.errors import CannotJudge
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.pipeline import Grader
from autograder.judge import judge
from autograder.publishing.kit_data import exercise_data
from autograder.records import CallGroup, Evidence, Result, Submission, Verdict
from autograder.records.stored_calls import stored
from autograder.worker import wire
from autograder.worker.wire import Value

SAME = ("exercise", "check", "visibility", "status", "points", "max_points", "reason")
"""What of a verdict has to be the same when it is judged again; the rest explains it."""
EXPLAINS = ("mistake", "carried_forward", "says", "message")


def evidence_file(course: str, grader: Grader, work: Submission, result: Result) -> tuple[bytes, bool]:
    """The file on a recorded result, and whether asking the work again gives the recorded verdicts.

    Grading keeps no outcomes, so the work is asked again. Raises `CannotJudge` if that fails, or for too much evidence.
    """
    answered = [(e, own) for e, own in grader.evidence(work) if isinstance(e, SolvedExercise)]
    judged = [verdict for exercise, own in answered for verdict in judge(exercise, own)]
    failing = {verdict.exercise: True for verdict in judged if verdict.status != "passed"}
    recorded = [replace(verdict, points=0.0) if verdict.carried_forward else verdict for verdict in result.verdicts]
    same = essence(recorded) == essence(judged)  # points that are carried forward are policy's
    manifest: dict[str, Any] = {
        "course": course,
        "student": result.student,
        "assignment": result.assignment,
        "made": datetime.now(UTC).isoformat(),
        "submitted": result.submitted.isoformat() if result.submitted else None,
        "isolation": grader.sandbox.level,
        "versions": {"autograder": __version__, "python": platform.python_version(), "numpy": version("numpy")},
        "recorded": verdict_data(recorded),
        "asked_again": "the same verdicts" if same else "other verdicts",
    }
    try:
        inside = members(answered, work.source or b"", failing)
    except wire.TooLarge as error:
        raise CannotJudge(f"The evidence is too large to be packed ({error}).") from error
    return packed(manifest, inside, grader.secret or b""), same


def members(
    judged: Sequence[tuple[SolvedExercise, Sequence[Evidence]]], source: bytes, failing: Mapping[str, bool]
) -> dict[str, bytes]:
    """The members; of exercises that are ``failing`` also what each named mistake gives, which explains a failure.

    Raises `wire.TooLarge`.
    """
    found = {"source": source, "exercises": wire.encode([exercise.name for exercise, _ in judged])}
    for number, (exercise, evidence) in enumerate(judged):
        found[f"{number}/exercise"] = wire.encode(exercise_data(exercise, []))
        for place, one in enumerate(evidence):
            found[f"{number}/{place}"] = wire.encode(_data(exercise, one, failing.get(exercise.name, False)))
    return found


def verdict_data(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The verdicts, without the submission's own text."""
    return [{name: asdict(verdict)[name] for name in (*SAME, *EXPLAINS)} for verdict in verdicts]


def essence(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """What of each verdict has to be the same."""
    return [{name: getattr(verdict, name) for name in SAME} for verdict in verdicts]


def beside(evidence: Evidence) -> Iterator[Evidence]:
    """A call's evidence, then that of its probes and repeats."""
    yield from (evidence, *evidence.probes, *evidence.repeats)


def _data(exercise: SolvedExercise, evidence: Evidence, failing: bool) -> dict[str, Value]:
    probes, repeats = (tuple(one.call for one in more) for more in (evidence.probes, evidence.repeats))
    each = list(beside(evidence))
    return {
        "calls": stored([CallGroup(evidence.call, probes, repeats)]),
        "values": [one.expected.value for one in each],
        "outcomes": [outcome_data(one.outcome) for one in each],
        "mistakes": [
            {says: mistake_data(given) for says, given in one.expected.mistakes.items()} if failing else {}
            for one in each
        ],
    }
