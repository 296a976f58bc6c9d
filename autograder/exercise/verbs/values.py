"""Shared by several kinds of check: whether a call returned the expected values."""

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.compare.difference import alike, difference
from autograder.exercise.check import Finding, Half
from autograder.records import Difference, Evidence

WRONG_KIND = "dtype"  # the reason of results whose numbers are right, but for their kind


def first_wrong_value(half: Half) -> Finding | None:
    """The `gravest` of what is wrong with the results, repeats included."""
    return gravest(wrong_value(half, one) for evidence in half.evidence for one in evidence.results)


def gravest(findings: Iterable[Finding | None]) -> Finding | None:
    """The first finding, but one of right numbers in a wrong kind only if there is no other."""
    kind = None
    for found in findings:
        if found and found.difference.reason != WRONG_KIND:
            return found
        kind = kind or found
    return kind


def wrong_value(half: Half, evidence: Evidence) -> Finding | None:
    """Why one call's result is not the expected one, or None."""
    if evidence.outcome.reason:
        return failure(evidence)
    allowed = half.exercise.tolerance(evidence.call)
    got, expected = half.check.compared(evidence.outcome.returned, evidence.expected.value)
    found = difference(got, expected, allowed, half.check.elementwise)
    return Finding(evidence, found) if found else None


def is_right(half: Half, evidence: Evidence) -> bool:
    """Whether one call's result is the expected one: no `wrong_value`."""
    if evidence.outcome.reason:
        return False
    got, expected = half.check.compared(evidence.outcome.returned, evidence.expected.value)
    return alike(got, expected, half.exercise.tolerance(evidence.call), half.check.elementwise)


def failure(evidence: Evidence) -> Finding | None:
    """The finding of a call that returned nothing to judge."""
    reason = evidence.outcome.reason
    return Finding(evidence, Difference(reason, "")) if reason else None


def inputs_of(half: Half, evidence: Evidence) -> Mapping[str, Any]:
    """A call's arguments by name."""
    return half.exercise.named(evidence.call.args, evidence.call.options)
