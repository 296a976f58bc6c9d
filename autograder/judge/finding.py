"""What judging a check works on, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import ExerciseError
from autograder.exercise.declare import Check, Exercise
from autograder.records import Call, Difference, Evidence
from autograder.worker.inputs import Laid, Steps
from autograder.worker.wire import Value


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
    measured = exercise.calibration.get(call.check, {}).get(precision(call))
    if measured is None:
        raise ExerciseError(
            f"{exercise.assignment}/{exercise.name}.{call.check} is not calibrated for {precision(call)}.",
            "Run `grade verify --calibrate`.",
        )
    return float(measured["tolerance"])


def precision(call: Call) -> str:
    """``float32`` where any input is, else ``float64``: the two are calibrated apart."""
    return "float32" if any(_has_float32(value) for value in (*call.args, *call.options.values())) else "float64"


def _has_float32(value: Value) -> bool:
    if isinstance(value, (tuple, list)):
        return any(_has_float32(item) for item in value)
    if isinstance(value, Laid):
        return _has_float32(value.array)
    if isinstance(value, Steps):
        return any(_has_float32(step.args) for step in value.steps)
    dtype: Any = getattr(value, "dtype", None)
    return bool(dtype == np.float32)


def failure(evidence: Evidence) -> Finding | None:
    """The finding of a call that returned nothing to judge."""
    reason = evidence.outcome.reason
    return Finding(evidence, Difference(reason, "")) if reason else None
