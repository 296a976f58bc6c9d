"""`gradients`: a backward against torch autograd, and against the student's own forward."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from autograder.compare.difference import alike, difference, error, leaf
from autograder.compare.words import counted
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.declare import Exercise, Vjp
from autograder.exercise.verbs.values import gravest, wrong_value
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Call, CallGroup, Difference, Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.words import listed
from autograder.worker.trees import leaves, tree_map
from autograder.worker.wire import Value

DIRECTIONS = 3  # random ones of each differentiated argument, two calls each
STEP = 1e-5
FORWARD = 1e-5  # as lenient as any check of the forward itself
OWN_FORWARD = 1e-4  # central differences with such a step are good to about 1e-9; kinks are avoided


@dataclass(frozen=True, kw_only=True)
class Gradients(Check):
    """A backward agrees with torch autograd, under the cases' own (random) upstream gradient.

    Three random directions of each differentiated argument are sent through the student's own forward as
    well, two calls each, so that a failure can be told apart from "right for your own forward, which is
    wrong".  The exercise's reference is a `vjp`.
    """

    verb: ClassVar[str] = "gradients"

    def group(self, exercise: AssignedExercise, call: Call, case: Case, rng: np.random.Generator) -> CallGroup:
        """The call, and calls of the forward a small step to both sides along random directions."""
        return CallGroup(call, probes=tuple(_probes(exercise, call, case, rng)))

    def finding(self, half: Half) -> Finding | None:
        """The first call that is not torch's gradient, with a word on whether it fits the student's own forward."""
        found = gravest(wrong_value(half, evidence) for evidence in half.evidence)
        if found is None:
            return None
        adds, place = _about_the_forward(half, found), _names(half, found)
        return replace(found, difference=_by_size(half, found), place=place, adds=adds)

    def declaration_problems(self, exercise: Exercise, vocabulary: Vocabulary) -> Iterator[str]:
        """A problem if the reference is not a `vjp`."""
        if not isinstance(exercise.reference, Vjp):
            yield "needs reference = vjp(...)"


def _probes(exercise: AssignedExercise, call: Call, case: Case, rng: np.random.Generator) -> Iterator[Call]:
    forward = exercise.forward
    assert forward is not None  # noqa: S101  (the library has resolved every vjp)
    inputs = exercise.forward_inputs(case.inputs)
    for name in exercise.differentiated:
        for _ in range(DIRECTIONS):
            direction = tree_map(lambda value: rng.normal(size=np.shape(value)), inputs[name])
            for sign in (1, -1):
                moved = {**inputs, name: _moved(inputs[name], direction, sign * STEP)}
                args, options = forward.arguments(moved)
                known = {"wrt": name, "direction": direction, "dout": case.inputs["dout"], "step": STEP}
                yield replace(call, function=forward.name, args=args, options=options, keeps=forward.keeps, known=known)


def _moved(value: Value, direction: Value, step: float) -> Value:
    """``value``, each of its arrays moved by ``step`` along its direction."""
    directions = leaves(direction)
    return tree_map(lambda array: array + step * next(directions), value)


def _names(half: Half, found: Finding) -> str:
    """Which arguments' gradients are wrong for the reason that is told, and which are right."""
    got, expected = found.evidence.outcome.returned, found.evidence.expected.value
    names = [f"d{name}" for name in half.exercise.differentiated]
    if len(names) == 1 or not isinstance(got, (tuple, list)) or len(got) != len(names):
        return ""
    allowed = half.exercise.tolerance(found.evidence.call), half.check.elementwise
    differ = [difference(g, e, *allowed) for g, e in zip(got, expected, strict=True)]
    right = [name for name, one in zip(names, differ, strict=True) if one is None]
    wrong = [name for name, one in zip(names, differ, strict=True) if one and one.reason == found.difference.reason]
    praise = f", while {listed(right)} {'is' if len(right) == 1 else 'are'} right" if right else ""
    return f"in {listed(wrong)}{praise}" if wrong else ""


def _by_size(half: Half, found: Finding) -> Difference:
    """The difference with its relative error as gradient checks report it: |a - n| / max(|a|, |n|)."""
    main = found.evidence
    if found.difference.reason != "value":
        return found.difference
    arrays = leaf(main.outcome.returned, main.expected.value, found.difference.where)
    assert arrays is not None  # noqa: S101  (a gradient holds no text)
    got, expected = arrays
    wrong = error(got, expected, half.check.elementwise) > half.exercise.tolerance(main.call)
    if not wrong.any():  # what is expected is not finite, as behind a wrong function of the student's own
        return found.difference
    larger = np.maximum(np.abs(got), np.abs(expected))[wrong]
    apart = float(np.max(np.abs(got - expected)[wrong] / larger))
    amount = (
        f"{counted(wrong)} wrong; the relative error |got - expected| / max(|got|, |expected|) is up to {apart:.2g}"
    )
    return replace(found.difference, amount=amount)


def _about_the_forward(half: Half, found: Finding) -> str:
    """What is to be said of the student's own forward, if that is wrong and the backward depends on it."""
    forward, probes = half.exercise.forward, found.evidence.probes
    if forward is None or all(_right(probe) for probe in probes):
        return ""
    if found.difference.reason == "value" and _fits_own_forward(half, found.evidence):
        return f"It is the right gradient of your own {forward.name}, which is wrong: fix that first."
    used = forward.name in found.evidence.call.functions  # what it made is among the arguments
    return f"It uses your own {forward.name}, which is wrong: fix that first." if used else ""


def _right(probe: Evidence) -> bool:
    """Whether the student's forward gives what it should at a probe."""
    outcome = probe.outcome
    return outcome.reason is None and alike(outcome.returned, probe.expected.value, FORWARD)


def _fits_own_forward(half: Half, main: Evidence) -> bool:
    """Whether directional differences of the student's forward agree with the student's gradient."""
    probes = main.probes
    if not probes or any(probe.outcome.reason for probe in probes):
        return False
    pairs = zip(probes[::2], probes[1::2], strict=True)
    return all(_agree(half, main.outcome.returned, plus, minus) for plus, minus in pairs)


def _agree(half: Half, gradient: Value, plus: Evidence, minus: Evidence) -> bool:
    known = plus.call.known
    names = half.exercise.differentiated
    own = gradient if len(names) == 1 else gradient[names.index(known["wrt"])]
    analytic = _dot(own, known["direction"])
    numeric = _slope(plus, minus, known["dout"], known["step"])
    return abs(numeric - analytic) <= OWN_FORWARD * max(abs(numeric), abs(analytic))


def _slope(plus: Evidence, minus: Evidence, dout: Any, step: float) -> float:
    """(f(x + step v) - f(x - step v)) / (2 step), in the direction ``dout`` of the output; NaN if malformed."""
    ends = [_output(e.outcome.returned) for e in (plus, minus)]
    if any(np.shape(end) != np.shape(dout) for end in ends):
        return float("nan")
    return float(np.sum(dout * (ends[0] - ends[1])) / (2 * step))


def _output(returned: Value) -> Any:
    first = returned[0] if isinstance(returned, (tuple, list)) and returned else returned
    return first if isinstance(first, np.ndarray) and first.dtype.kind in "fiu" else None


def _dot(gradient: Value, direction: Value) -> float:
    if isinstance(direction, (tuple, list)):
        return sum(_dot(g, d) for g, d in zip(gradient, direction, strict=True))
    return float(np.sum(np.asarray(gradient) * direction))
