"""What explains a student's outcomes: a named mistake, a generic relation, or a pattern of what goes wrong.

Precision comes first: a sentence is given only if it explains all that is wrong.
"""

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from autograder.exercise.declare import Exercise
from autograder.judge.compare import difference
from autograder.judge.finding import Finding, Half, tolerance
from autograder.judge.relations import Wrong, relation, swapped, wrong_arrays
from autograder.judge.values import compared, disagreement
from autograder.records import Call, Evidence, Outcome

SEVERAL = 2  # calls that go wrong, and that go right, before a pattern is seen in them
RULES = ("property", "convergence")  # reasons that are no matter of one call's values
SAME = 1e-5  # how far results coincide where a check asks for a property and has no tolerance


def explanations(exercise: Exercise, evidence: Sequence[Evidence], findings: Mapping[str, Finding]) -> dict[str, str]:
    """A sentence for each failed check, by its name, that is explained together with all else that is wrong.

    A relation or pattern of results says nothing of a check that fails for another reason, such as a changed input.
    """
    asked = [e for e in evidence if not e.call.probes]
    judged = [e for e in asked if e.call.check not in exercise.loose] or asked
    if not findings or not judged:
        return {}
    mistake = named_mistake(exercise, judged, findings)
    if mistake:
        return dict.fromkeys(findings, mistake)
    sentence = generic_relation(exercise, judged) or pattern(exercise, judged)
    explained = [name for name, finding in findings.items() if finding.difference.reason not in RULES]
    return dict.fromkeys(explained, sentence) if sentence else {}


def named_mistake(exercise: Exercise, evidence: Sequence[Evidence], failed: Collection[str]) -> str | None:
    """The sentence of the first mistake that gives the student's outcome on every call; None if none does.

    Every mistake fails its own check, so only those of ``failed`` checks come into question.
    """
    for mistake in (mistake for name in exercise.checks if name in failed for mistake in exercise.checks[name].catches):
        if all(_coincides(exercise, e, e.expected.mistakes[mistake.says]) for e in evidence):
            return mistake.says
    return None


def _coincides(exercise: Exercise, evidence: Evidence, mistaken: Outcome) -> bool:
    outcome = evidence.outcome
    if outcome.reason != mistaken.reason or (outcome.reason and outcome.what != mistaken.what):
        return False
    if outcome.reason:
        return True
    call = evidence.call
    allowed = SAME if call.check in exercise.loose else tolerance(exercise, call)
    same = difference(outcome.returned, mistaken.returned, allowed, _elementwise(exercise, call)) is None
    return same and difference(outcome.inputs, mistaken.inputs, 0.0) is None


def _elementwise(exercise: Exercise, call: Call) -> bool:
    return bool(exercise.checks[call.check].parameters.get("elementwise"))


def generic_relation(exercise: Exercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a relation that explains all wrong results."""
    wrong: list[Wrong] = []
    orders: list[bool] = []
    for one in evidence:
        if one.outcome.reason or one.call.check in exercise.loose or one.expected.error:
            return None
        check = exercise.checks[one.call.check]
        got, expected = compared(check, one.outcome.returned, one.expected.value)
        arrays = wrong_arrays(one.call, got, expected, tolerance(exercise, one.call), _elementwise(exercise, one.call))
        if arrays is None or arrays:
            orders.append(swapped(got, expected))
            wrong += arrays or []
        if arrays is None and not orders[-1]:
            return None
    return "returns the right values in another order" if orders and all(orders) else relation(wrong)


def pattern(exercise: Exercise, evidence: Sequence[Evidence]) -> str | None:
    """What all calls that go wrong have in common, and none of those that go right."""
    right: list[dict[str, bool]] = []
    wrong: list[dict[str, bool]] = []
    for one in evidence:
        (right if _is_right(exercise, one) else wrong).append(dict(_facts(exercise, one.call)))
    if min(len(right), len(wrong)) < SEVERAL:
        return None
    shared = [sentence for sentence in wrong[0] if all(facts[sentence] for facts in wrong)]
    return next((sentence for sentence in shared if not any(facts[sentence] for facts in right)), None)


def _is_right(exercise: Exercise, one: Evidence) -> bool:
    if one.call.check in exercise.loose or one.expected.error:
        return False
    return disagreement(Half(exercise, one.call.check, [one]), one) is None


def _facts(exercise: Exercise, call: Call) -> Iterator[tuple[str, bool]]:
    """Sentences on where a function goes wrong, each with whether the call is of that kind."""
    shape = next((np.shape(value) for value in call.args if isinstance(value, np.ndarray) and value.ndim), (1,))
    yield "is right for a batch of one only", shape[0] > 1
    yield "is right for square arrays only", len(shape) > 1 and shape[-1] != shape[-2]
    for parameter in inspect.signature(exercise.function).parameters.values():
        given = call.options.get(parameter.name, parameter.default)
        if parameter.default is not parameter.empty:
            usual = np.array_equal(given, parameter.default)
            yield f"goes wrong wherever {parameter.name} is not its default", not usual
