"""Code and wrong numbers together -> pairs of students whose work is alike, those with most in common first."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np

from autograder.similar.code import Texts
from autograder.similar.wrong_values import Pair, Shared
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class AlikePair:
    """Two students' work on an assignment.

    ``code`` is how alike their code is, from 0 to 1, and ``more_alike`` which share of the class's pairs is at least as
    alike; both are None where there is no code to compare.  ``shared`` are rare wrong results that both have.
    """

    assignment: str
    students: Pair
    code: float | None
    more_alike: float | None
    shared: Sequence[Shared] = ()

    @property
    def order(self) -> tuple[float, float]:
        """By which pairs are sorted, the largest first."""
        return len(self.shared), self.code or 0.0


@dataclass(frozen=True)
class AlikeWork:
    """One assignment: its pairs, the number of works compared, and how alike the middle pair's code is."""

    assignment: str
    works: int
    middle: float | None
    pairs: list[AlikePair] = field(default_factory=list)


def alike_work(assignment: str, texts: Texts, shared: Mapping[Pair, Sequence[Shared]], most: int) -> AlikeWork:
    """The ``most`` pairs with most in common: rare wrong results first, then the same code."""
    names, alike = texts.names, texts.alike
    above = alike[np.triu_indices(len(names), 1)]
    ordered = np.sort(above)
    places = {name: place for place, name in enumerate(names)}
    wanted = {*shared, *_top(names, alike, most)}
    pairs = [_pair(assignment, pair, places, alike, ordered, shared.get(pair, ())) for pair in wanted]
    pairs.sort(key=lambda pair: (*(-number for number in pair.order), pair.students))
    middle = float(np.median(above)) if above.size else None
    kept = [pair for pair in pairs if pair.shared or pair.code]
    return AlikeWork(assignment, len(names), middle, kept[:most])


def _top(names: Sequence[str], alike: Any, most: int) -> list[Pair]:
    """The pairs whose code is most alike."""
    rows, columns = np.triu_indices(len(names), 1)
    best = np.argsort(-alike[rows, columns], kind="stable")[:most]
    return [(names[rows[place]], names[columns[place]]) for place in best]


def _pair(
    assignment: str,
    pair: Pair,
    places: Mapping[str, int],
    alike: Any,
    ordered: Any,
    shared: Sequence[Shared],
) -> AlikePair:
    if not {*pair} <= places.keys():
        return AlikePair(assignment, pair, None, None, shared)
    code = float(alike[places[pair[0]], places[pair[1]]])
    more = 1 - float(np.searchsorted(ordered, code, side="left")) / len(ordered)
    return AlikePair(assignment, pair, code, more, shared)
