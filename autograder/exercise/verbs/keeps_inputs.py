"""`keeps_inputs`: the caller's arrays stay unchanged."""

from dataclasses import field, replace
from itertools import chain
from typing import ClassVar

import numpy as np

from autograder.compare.difference import alike
from autograder.exercise.assigned import STEPS, AssignedExercise
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.verbs.values import first_wrong_value, gravest, inputs_of
from autograder.records import Call, CallGroup, Difference, Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import plain


@dataclass(frozen=True, kw_only=True)
class KeepsInputs(Check):
    """Leaves the arrays that it is given unchanged; pays only where the values are right too."""

    verb: ClassVar[str] = "keeps_inputs"
    waits_for_values: ClassVar[bool] = True
    mistakes_keep_values: ClassVar[bool] = True
    says: str = field(default="leaves the arrays it is given unchanged", init=False)

    def group(self, exercise: AssignedExercise, call: Call, case: Case, rng: np.random.Generator) -> CallGroup:
        """The call, whose inputs come back as it leaves them."""
        return CallGroup(replace(call, observes=True))

    def finding(self, half: Half) -> Finding | None:
        """The first call with a wrong result, else the first that changed an input."""
        return gravest(chain([first_wrong_value(half)], (_changed(half, evidence) for evidence in half.evidence)))


def _changed(half: Half, evidence: Evidence) -> Finding | None:
    call, after = evidence.call, evidence.outcome.inputs or {}
    before = inputs_of(half, evidence)
    args, options = after.get("args"), after.get("options")
    if not isinstance(args, tuple) or len(args) != len(call.args) or not isinstance(options, dict):
        return Finding(evidence, Difference("unreadable", ""))
    now = {**dict(zip(before, args, strict=False)), **options}
    for name, value in before.items():
        if name not in now or not alike(now[name], plain(value), 0.0):
            what = "an array that it is given" if name == STEPS else f"its input {name!r}"
            return Finding(evidence, Difference("property", "", f"it changes {what}"))
    return None
