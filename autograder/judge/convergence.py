"""The verb `converges`: training reaches the reference's band on k of n draws."""

from autograder.compare.difference import mismatch
from autograder.judge.finding import Finding, Half, failure
from autograder.judge.metrics import METRICS
from autograder.records import Difference, Evidence


def converges(half: Half) -> Finding | None:
    """The first draw outside the band, if fewer than k of the n draws are in it."""
    band = half.exercise.calibration[half.name]
    findings = [found for evidence in half.evidence if (found := _outside(half, evidence, band["high"]))]
    reached = len(half.evidence) - len(findings)
    return findings[0] if reached < band["k"] else None


def _outside(half: Half, evidence: Evidence, high: float) -> Finding | None:
    malformed = mismatch(evidence.outcome.returned, evidence.expected.value, any_length=True)
    found = failure(evidence) or (Finding(evidence, malformed) if malformed else None)
    if found:
        return found
    reached = measure(half, evidence)
    if reached <= high:
        return None
    amount = f"{half.check.parameters['metric']} is {reached:.3g}, and the reference reaches {high:.3g} or less"
    return Finding(evidence, Difference("convergence", "", amount))


def measure(half: Half, evidence: Evidence) -> float:
    """The check's metric of one draw."""
    inputs = half.exercise.named(evidence.call.args, evidence.call.options)
    metric = METRICS[half.check.parameters["metric"]]
    return metric(inputs, evidence.outcome.returned, evidence.call.known)
