"""Which named mistake explains a student's outcomes, on all calls together."""

from collections.abc import Collection, Sequence

from autograder.exercise.declare import Exercise
from autograder.judge.compare import difference
from autograder.judge.finding import tolerance
from autograder.records import Evidence, Outcome

SAME = 1e-5  # how far results coincide where a check asks for a property and has no tolerance


def named_mistake(exercise: Exercise, evidence: Sequence[Evidence], failed: Collection[str]) -> str | None:
    """The sentence of the first mistake that gives the student's outcome on every call; None if none does.

    Every mistake fails its own check, so only those of ``failed`` checks come into question. Coincidence is asked on
    the calls of `loose` checks only if there are no others.
    """
    asked = [e for e in evidence if not e.call.probes]
    judged = [e for e in asked if e.call.check not in exercise.loose] or asked
    for mistake in (mistake for name in exercise.checks if name in failed for mistake in exercise.checks[name].catches):
        if judged and all(_coincides(exercise, e, e.expected.mistakes[mistake.says]) for e in judged):
            return mistake.says
    return None


def _coincides(exercise: Exercise, evidence: Evidence, mistaken: Outcome) -> bool:
    outcome = evidence.outcome
    if outcome.reason != mistaken.reason or (outcome.reason and outcome.what != mistaken.what):
        return False
    if outcome.reason:
        return True
    elementwise = exercise.checks[evidence.call.check].parameters.get("elementwise", False)
    allowed = SAME if evidence.call.check in exercise.loose else tolerance(exercise, evidence.call)
    same = difference(outcome.returned, mistaken.returned, allowed, elementwise) is None
    return same and difference(outcome.inputs, mistaken.inputs, 0.0) is None
