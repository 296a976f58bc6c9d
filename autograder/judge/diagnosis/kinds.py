"""Results whose numbers are right, but for their kind."""

from dataclasses import replace

from autograder.compare.difference import leaf, of_kind
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.records import Evidence
from autograder.worker.trees import leaves

NAMES = {"b": "truth values (True and False)", "f": "floating numbers", "c": "complex numbers"}


def kind_sentence(exercise: AssignedExercise, finding: Finding) -> str | None:
    """What came back and what is asked; None if that cannot be seen."""
    evidence = finding.evidence
    check = exercise.checks[evidence.call.check]
    pair = leaf(*check.compared(evidence.outcome.returned, evidence.expected.value), finding.difference.where)
    if pair is None:
        return None
    came, asked = (NAMES.get(array.dtype.kind, "integers") for array in pair)
    return f"returns {came} where {asked} are asked"


def as_asked(evidence: Evidence) -> Evidence:
    """The evidence with its numbers in the kind that is asked; the same evidence if they are."""
    outcome, expected = evidence.outcome, evidence.expected
    if outcome.reason or expected.error:
        return evidence
    returned = of_kind(outcome.returned, expected.value)
    pairs = zip(leaves(returned), leaves(outcome.returned), strict=True)
    changed = any(one is not other for one, other in pairs)
    return replace(evidence, outcome=replace(outcome, returned=returned)) if changed else evidence
