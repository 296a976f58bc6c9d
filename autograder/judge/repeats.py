"""The verbs that compare calls with each other, `reproducible` and `vectorized`, and `raises`."""

import builtins

from autograder.compare.difference import difference
from autograder.judge.finding import Finding, Half, failure
from autograder.judge.values import agrees, disagreement, satisfies
from autograder.records import Difference, Evidence


def reproducible(half: Half) -> Finding | None:
    """The first wrong result, else the first that an equal generator does not give again."""
    right = satisfies if "holds" in half.check.parameters else agrees
    twice = zip(half.evidence[::2], half.evidence[1::2], strict=True)
    return right(half) or next((found for pair in twice if (found := _changed(*pair))), None)


def _changed(first: Evidence, again: Evidence) -> Finding | None:
    if difference(again.outcome.returned, first.outcome.returned, 0.0) is None:
        return None
    return Finding(first, Difference("property", "", "an equal generator gives another result the second time"))


def vectorized(half: Half) -> Finding | None:
    """The first wrong result, else a count of executed lines that grows with the batch."""
    return agrees(half) or _growth(half)


def _growth(half: Half) -> Finding | None:
    """A finding if a larger batch takes as much as one more line for each further sample."""
    by_batch = sorted(half.evidence, key=lambda evidence: int(evidence.call.known["batch"]))
    small, large = by_batch[0], by_batch[-1]
    if small.outcome.work is None or large.outcome.work is None:
        return Finding(large, Difference("property", "", "its lines cannot be counted; leave sys.settrace alone"))
    further = large.call.known["batch"] - small.call.known["batch"]
    if large.outcome.work - small.outcome.work < further:
        return None
    return Finding(large, Difference("property", "", "it executes more lines of Python for a larger batch"))


def raises(half: Half) -> Finding | None:
    """The first good input with a wrong result, or bad one that is not refused as asked."""
    return next((found for evidence in half.evidence if (found := _unrefused(half, evidence))), None)


def _unrefused(half: Half, evidence: Evidence) -> Finding | None:
    asked, outcome = evidence.expected.error, evidence.outcome
    if asked is None:
        return disagreement(half, evidence)
    if outcome.reason not in (None, "raised"):
        return failure(evidence)
    if outcome.reason == "raised" and _is_a(outcome.what, asked):
        return None
    did = "raises another exception" if outcome.reason == "raised" else "accepts bad input"
    return Finding(evidence, Difference("property", "", f"it {did}, where {asked} is asked"))


def _is_a(name: str, asked: str) -> bool:
    """Whether Python's exception ``name`` is ``asked`` or a kind of it."""
    raised, wanted = vars(builtins).get(name), vars(builtins).get(asked)
    return name == asked or (isinstance(raised, type) and isinstance(wanted, type) and issubclass(raised, wanted))
