"""The verbs that look at each call for itself: `agrees`, `keeps_inputs`, `satisfies`."""

from autograder.compare.difference import difference, mismatch
from autograder.exercise.declare import STEPS, Check
from autograder.judge import properties
from autograder.judge.finding import Finding, Half, failure, tolerance
from autograder.records import Difference, Evidence
from autograder.worker.inputs import plain
from autograder.worker.wire import Value


def agrees(half: Half) -> Finding | None:
    """The first call whose result is not the expected one."""
    return next((found for evidence in half.evidence if (found := disagreement(half, evidence))), None)


def disagreement(half: Half, evidence: Evidence) -> Finding | None:
    """Why one call's result is not the expected one, or None."""
    if evidence.outcome.reason:
        return failure(evidence)
    allowed = tolerance(half.exercise, evidence.call)
    elementwise = half.check.parameters.get("elementwise", False)
    got, expected = compared(half.check, evidence.outcome.returned, evidence.expected.value)
    found = difference(got, expected, allowed, elementwise)
    return Finding(evidence, found) if found else None


def compared(check: Check, got: Value, expected: Value) -> tuple[Value, Value]:
    """The part of a result that a check compares: all of it, or one item of a tuple of the right length."""
    item = check.parameters.get("item")
    if item is None or not isinstance(got, (tuple, list)) or len(got) != len(expected):
        return got, expected
    return got[item], expected[item]


def keeps_inputs(half: Half) -> Finding | None:
    """The first call with a wrong result, else the first that changed an input."""
    return agrees(half) or next((found for e in half.evidence if (found := _changed(half, e))), None)


def _changed(half: Half, evidence: Evidence) -> Finding | None:
    call, after = evidence.call, evidence.outcome.inputs or {}
    before = half.exercise.named(call.args, call.options)
    args, options = after.get("args"), after.get("options")
    if not isinstance(args, tuple) or len(args) != len(call.args) or not isinstance(options, dict):
        return Finding(evidence, Difference("unreadable", ""))
    now = {**dict(zip(before, args, strict=False)), **options}
    for name, value in before.items():
        if name not in now or difference(now[name], plain(value), 0.0):
            what = "an array that it is given" if name == STEPS else f"its input {name!r}"
            return Finding(evidence, Difference("property", "", f"it changes {what}"))
    return None


def satisfies(half: Half) -> Finding | None:
    """The first call whose result is malformed or lacks the property."""
    return next((found for evidence in half.evidence if (found := _violation(half, evidence))), None)


def _violation(half: Half, evidence: Evidence) -> Finding | None:
    found = failure(evidence)
    if found:
        return found
    malformed = mismatch(evidence.outcome.returned, evidence.expected.value, any_length=True)
    if malformed:
        return Finding(evidence, malformed)
    inputs = half.exercise.named(evidence.call.args, evidence.call.options)
    holds = properties.PROPERTIES[half.check.parameters["holds"]]
    broken = holds(inputs, evidence.outcome.returned, evidence.call.known)
    return Finding(evidence, Difference("property", "", broken)) if broken else None
