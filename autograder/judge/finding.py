"""What judging a check works on, and what it finds."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.errors import ExerciseError
from autograder.exercise.declare import Check, Exercise
from autograder.records import Call, Difference, Evidence
from autograder.worker.inputs import plain
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
    """Why a check fails: the first evidence against it.

    ``place`` says in which part of a result, where its number in a tuple says little; ``adds`` is a sentence that a
    judge has to add.
    """

    evidence: Evidence
    difference: Difference
    place: str = ""
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


def elementwise(exercise: Exercise, call: Call) -> bool:
    """Whether a call's check measures each element against its own expected value."""
    return bool(exercise.checks[call.check].parameters.get("elementwise"))


def given(exercise: Exercise, call: Call) -> dict[str, Value]:
    """A call's arguments by name, with the defaults, and those behind a cache."""
    named = exercise.named(call.args, call.options)
    parameters = inspect.signature(exercise.function).parameters.values()
    defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
    behind = exercise.forward_inputs(named) if exercise.forward else {}  # a cache
    return {name: plain(value) for name, value in {**behind, **defaults, **named}.items()}
