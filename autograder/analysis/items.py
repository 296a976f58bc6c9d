"""Item analysis: how hard each exercise and each check was, and whether it tells the strong from the weak.

Lord & Novick (1968), "Statistical Theories of Mental Test Scores", chapter 15: the difficulty of an item is the share
of its points that was reached; its discrimination is the correlation with the rest of the assignment. For a check,
which passes or does not, that is the point-biserial correlation.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from autograder.analysis.response import Response, responses
from autograder.records import Result, Verdict
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array

LEAST = 10  # students; below that, a correlation says nothing
ALMOST = 1e-9  # points
EVERYBODY, NOBODY = 0.995, 0.005  # shares of a class
RULED_OUT = 2.0  # standard errors by which a correlation is below 0 before it is called negative


@dataclass(frozen=True)
class Failure:
    """What failed first in an exercise, and in how many submissions."""

    check: str
    says: str
    reason: str
    mistake: str
    students: int


@dataclass(frozen=True)
class Item:
    """An exercise, or one ``check`` of it.

    ``difficulty`` is the share of points that was reached, from 0 to 1: high is easy. ``discrimination`` is the
    correlation with the points of the rest of the assignment; None in a small class, or where all have the same.
    ``response`` is the two-parameter model of an exercise, where the class is large enough.
    """

    assignment: str
    exercise: str
    check: str
    says: str
    students: int
    passed: int
    difficulty: float
    discrimination: float | None
    failures: tuple[Failure, ...] = ()
    checks: tuple["Item", ...] = ()
    response: Response | None = None

    @property
    def look(self) -> str:
        """Why a person should look at it, or an empty text."""
        if self.students < LEAST:
            return ""
        if self.difficulty <= NOBODY:
            return "nobody passes"
        if self.difficulty >= EVERYBODY:
            return "everybody passes"
        if self.discrimination is not None and self.discrimination * self.students**0.5 < -RULED_OUT:
            return "the strong fail more often than the weak"
        return ""


def item_analysis(results: Iterable[Result]) -> list[Item]:
    """The exercises of all assignments, in the order of their results; only what was handed in and judged counts."""
    by_assignment: dict[str, list[Result]] = {}
    for result in results:
        if result.status == "graded" and result.verdicts:
            by_assignment.setdefault(result.assignment, []).append(result)
    return [item for own in by_assignment.values() for item in _assignment(own)]


def _assignment(results: Sequence[Result]) -> list[Item]:
    verdicts: dict[tuple[str, str], Verdict] = {}
    for result in results:
        for verdict in result.verdicts:
            verdicts.setdefault((verdict.exercise, verdict.check), verdict)
    points, worth = _matrices(results, list(verdicts))
    columns: dict[str, list[int]] = {}
    for place, (exercise, _) in enumerate(verdicts):
        columns.setdefault(exercise, []).append(place)
    firsts = _first_failures(results)
    found = [
        _exercise(results[0].assignment, name, own, list(verdicts.values()), points, worth, firsts.get(name, ()))
        for name, own in columns.items()
    ]
    modelled = responses(_full_marks(list(columns.values()), points, worth))
    return [replace(item, response=modelled.get(place)) for place, item in enumerate(found)]


def _full_marks(columns: Sequence[Sequence[int]], points: Array, worth: Array) -> Array:
    """Which students have full marks in which exercises; only those who were asked all checks."""
    asked = ~np.isnan(points).any(axis=1)
    lost = (worth - points)[asked]
    return np.array([lost[:, own].sum(axis=1) < ALMOST for own in columns]).T


def _matrices(results: Sequence[Result], keys: Sequence[tuple[str, str]]) -> tuple[Array, Array]:
    """The points of each student in each check, and the most there was: NaN and 0 where a check was not asked."""
    place = {key: number for number, key in enumerate(keys)}
    points, worth = np.full((len(results), len(keys)), np.nan), np.zeros((len(results), len(keys)))
    for row, result in enumerate(results):
        for verdict in result.verdicts:
            column = place[verdict.exercise, verdict.check]
            points[row, column], worth[row, column] = verdict.points, verdict.max_points
    return points, worth


def _exercise(
    assignment: str,
    name: str,
    columns: Sequence[int],
    verdicts: Sequence[Verdict],
    points: Array,
    worth: Array,
    failures: Sequence[Failure],
) -> Item:
    checks = tuple(
        _item(assignment, verdicts[column], [column], points, worth, check=verdicts[column].check) for column in columns
    )
    whole = _item(assignment, verdicts[columns[0]], columns, points, worth)
    return Item(**{**vars(whole), "failures": tuple(failures), "checks": checks})


def _item(
    assignment: str, verdict: Verdict, columns: Sequence[int], points: Array, worth: Array, check: str = ""
) -> Item:
    asked = ~np.isnan(points[:, columns]).all(axis=1)
    own = np.nansum(points[:, columns], axis=1)[asked]
    rest = np.nansum(points, axis=1)[asked] - own
    most = worth[:, columns].sum(axis=1)[asked]
    share = np.divide(own, most, out=np.zeros_like(own), where=most > 0)
    return Item(
        assignment=assignment,
        exercise=verdict.exercise,
        check=check,
        says=verdict.says if check else "",
        students=int(asked.sum()),
        passed=int(np.count_nonzero(share >= 1 - 1e-9)),
        difficulty=float(share.mean()) if share.size else 0.0,
        discrimination=correlation(share, rest),
    )


def correlation(one: Array, other: Array) -> float | None:
    """Pearson's correlation, which for an item of 0 and 1 is the point-biserial one; None where it is undefined."""
    if one.size < LEAST or np.ptp(one) < 1e-9 or np.ptp(other) < 1e-9:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _first_failures(results: Sequence[Result]) -> dict[str, list[Failure]]:
    """What failed first in each exercise, the most frequent first."""
    counts: dict[str, Counter[tuple[str, str, str, str]]] = {}
    for result in results:
        seen = set()
        for verdict in result.verdicts:
            if verdict.status == "failed" and verdict.exercise not in seen:
                seen.add(verdict.exercise)
                key = verdict.check, verdict.says, verdict.reason or "", verdict.mistake or ""
                counts.setdefault(verdict.exercise, Counter())[key] += 1
    return {name: [Failure(*key, students) for key, students in own.most_common()] for name, own in counts.items()}
