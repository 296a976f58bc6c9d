"""Fairness of variants: whether one draw of hidden cases was harder than the others."""

from collections.abc import Iterable, Mapping

import numpy as np

from autograder.records import Result
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array

LEAST = 3  # students of a variant, and of the others: fewer give no interval
LEVEL = 0.95  # of all intervals of an assignment together


@dataclass(frozen=True)
class Variant:
    """One variant of an assignment's hidden cases: how its students did, in percent of the points.

    ``apart`` is its mean minus that of all others, between ``low`` and ``high``: a t interval for unequal variances
    (Welch 1947), made wider for the number of variants (Bonferroni). All are None for too few students.
    """

    assignment: str
    number: int
    students: int
    mean: float
    apart: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def look(self) -> str:
        """What a person should look at, or an empty text."""
        if self.high is not None and self.high < 0:
            return "its students did worse than chance explains"
        return "its students did better than chance explains" if self.low is not None and self.low > 0 else ""


def fairness(results: Iterable[Result], variant: Mapping[tuple[str, str], int]) -> list[Variant]:
    """Each variant that was given out, by assignment; ``variant`` is that of each student and assignment.

    The evidence's points are compared, before lateness and what people decided.
    """
    shares: dict[str, dict[int, list[float]]] = {}
    for result in results:
        key = str(result.student), result.assignment
        if result.status == "graded" and result.points is not None and result.max_points > 0 and key in variant:
            own = shares.setdefault(result.assignment, {}).setdefault(variant[key], [])
            own.append(100 * result.points / result.max_points)
    return [one for name, by_number in shares.items() for one in _assignment(name, by_number)]


def _assignment(name: str, by_number: Mapping[int, list[float]]) -> list[Variant]:
    found = []
    for number, own in sorted(by_number.items()):
        others = [share for other, shares in by_number.items() if other != number for share in shares]
        interval = welch(np.array(own), np.array(others), 1 - (1 - LEVEL) / len(by_number))
        found.append(Variant(name, number, len(own), float(np.mean(own)), *interval))
    return found


def welch(own: Array, others: Array, level: float) -> tuple[float | None, float | None, float | None]:
    """The difference of two means, and the ends of its t interval; None for too few numbers, or for equal ones."""
    from scipy import stats

    if min(own.size, others.size) < LEAST or max(np.ptp(own), np.ptp(others)) < 1e-9:
        return None, None, None
    low, high = stats.ttest_ind(own, others, equal_var=False).confidence_interval(level)
    return float(own.mean() - others.mean()), float(low), float(high)
