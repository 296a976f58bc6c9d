"""What judging a check works on, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.errors import ExerciseError
from autograder.exercise.declare import Check, Exercise
from autograder.records import Call, Difference, Evidence


@dataclass(frozen=True, eq=False)
class Half:
    """The public or the hidden evidence of one check."""

    exercise: Exercise
    name: str
    evidence: Sequence[Evidence]

    @property
    def check(self) -> Check:
        """What is asked."""
        return self.exercise.checks[self.name]


@dataclass(frozen=True, eq=False)
class Finding:
    """Why a check fails: the first evidence against it.  ``adds`` is a sentence that a judge has to add."""

    evidence: Evidence
    difference: Difference
    adds: str = ""


def tolerance(exercise: Exercise, call: Call) -> float:
    """The calibrated tolerance of a call's check; raises `ExerciseError` before the first calibration."""
    measured = exercise.calibration.get(call.check, {}).get(call.precision)
    if measured is None:
        raise ExerciseError(
            f"{exercise.assignment}/{exercise.name}.{call.check} is not calibrated for {call.precision}.",
            "Run `grade verify --calibrate`.",
        )
    return float(measured["tolerance"])


def failure(evidence: Evidence) -> Finding | None:
    """The finding of a call that returned nothing to judge."""
    reason = evidence.outcome.reason
    return Finding(evidence, Difference(reason, "")) if reason else None
