"""`converges`: training reaches the reference's measured band on k of n draws."""

from collections.abc import Iterator
from typing import ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from autograder.compare.difference import difference, mismatch
from autograder.exercise.calibration import Calibration
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.declare import Exercise
from autograder.exercise.metrics import promise
from autograder.exercise.verbs.values import failure, inputs_of
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Difference, Evidence
from autograder.system.lazy_dataclass import dataclass

SAME_RUN = 1e-3
"""So close do runs stay that differ in the order of their sums alone."""
_REACHED: WeakKeyDictionary[Evidence, float] = WeakKeyDictionary()
"""How far the draws came that are being judged: they are asked more than once, and a metric may read many images."""


@dataclass(frozen=True, kw_only=True)
class Converges(Check):
    """Trains as far as the reference does, on k of n draws of its cases.

    ``metric`` names a function of `autograder.exercise.metrics`, or of the course's own ``solutions/checks.py``; lower
    is better.  The band, k and n are measured by ``grade verify --calibrate`` from the reference's own runs.

    A draw in which the values are those expected is in the band, wherever it has come to: that is how a right training
    with a wrong function of the student's is told from a wrong one.  Inside the band only the form of the expected
    value is read, because the reference trains for long as well.
    """

    verb: ClassVar[str] = "converges"
    trains: ClassVar[bool] = True
    metric: str

    @property
    def compares_values(self) -> bool:
        """The band says what is right."""
        return False

    def cases(self, calibration: Calibration, name: str, rng: np.random.Generator) -> Iterator[Case]:
        """The cases, drawn as often as the band says; once before it is measured."""
        band = calibration.bands.get(name)
        for _ in range(band.n if band else 1):
            yield from self.on(rng)

    def finding(self, half: Half) -> Finding | None:
        """The first draw outside the band, if fewer than k of the n draws are in it."""
        band = half.exercise.calibration.bands[half.name]
        findings = [found for evidence in half.evidence if (found := self._outside(half, evidence, band.high))]
        reached = len(half.evidence) - len(findings)
        return findings[0] if reached < band.k else None

    def _outside(self, half: Half, evidence: Evidence, high: float) -> Finding | None:
        malformed = mismatch(evidence.outcome.returned, evidence.expected.form, any_length=True)
        found = failure(evidence) or (Finding(evidence, malformed) if malformed else None)
        if found:
            return found
        reached = self.measure(half, evidence)
        if reached <= high or difference(evidence.outcome.returned, evidence.expected.value, SAME_RUN) is None:
            return None
        amount = f"{self.metric} is {reached:.3g}, and the reference reaches {high:.3g} or less"
        return Finding(evidence, Difference("convergence", "", amount))

    def measure(self, half: Half, evidence: Evidence) -> float:
        """The metric of one draw."""
        if evidence not in _REACHED:
            metric = half.exercise.vocabulary.metric(self.metric)
            _REACHED[evidence] = metric(inputs_of(half, evidence), evidence.outcome.returned, evidence.call.known)
        return _REACHED[evidence]

    def declaration_problems(self, exercise: Exercise, vocabulary: Vocabulary) -> Iterator[str]:
        """A problem if the metric is unknown."""
        yield from vocabulary.unknown_metric(self.metric)

    def promise(self, calibration: Calibration, name: str) -> str:
        """The band, in the words of the metric."""
        band = calibration.bands.get(name)
        return f" ({promise(self.metric, band.high)}, in {band.k} of {band.n} draws)" if band else ""
