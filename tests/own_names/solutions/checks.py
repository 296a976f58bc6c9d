"""What this course's checks need beyond the bundled kinds: a property, a metric and a kind of check."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from autograder.exercise import Check, Difference, Finding


def is_sorted(inputs, returned, known):
    """The numbers do not fall."""
    return None if np.all(np.diff(returned) >= 0) else "the numbers that it returns fall"


def height(inputs, returned, known):
    """How high above the valley's floor the last position lies."""
    return float((np.asarray(returned) - known["floor"]) ** 2)


@dataclass(frozen=True, kw_only=True)
class Shortest(Check):
    """Returns no more than ``most`` numbers."""

    verb: ClassVar[str] = "shortest"
    most: int

    @property
    def compares_values(self):
        return False

    def finding(self, half):
        for evidence in half.evidence:
            if evidence.outcome.reason:
                return Finding(evidence, Difference(evidence.outcome.reason, ""))
            if np.size(evidence.outcome.returned) > self.most:
                return Finding(evidence, Difference("property", "", f"it returns more than {self.most} numbers"))
        return None
