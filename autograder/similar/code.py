"""Source texts -> how alike each two are, apart from what every student was given.

Texts are compared by the stretches of their tokens (Schleimer, Wilkerson & Aiken 2003), as the library copydetect makes
them: names, strings, comments and layout do not count. All stretches are compared, and not a choice of them by their
hashes, which would be another one in each run.
"""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from copydetect import CodeFingerprint, compare_files

from autograder.system.lazy_dataclass import dataclass

Array = np.ndarray[Any, Any]
SHORTEST = 25  # characters of code without names that may count as the same
LONGEST = 200_000  # characters of a text that are looked at
AT_ONCE = 10_000  # stretches

Span = tuple[int, int]
"""The beginning and the end of a part of a text."""


@dataclass(frozen=True)
class Texts:
    """What students have written, by their names; ``given`` is what all of them were given."""

    written: Mapping[str, str]
    given: Sequence[str] = ()

    @cached_property
    def names(self) -> list[str]:
        """The students, sorted."""
        return sorted(self.written)

    @cached_property
    def alike(self) -> Array:
        """How alike each two texts are, from 0 to 1: twice what they share, of what both have; (N, N)."""
        found = [self._fingerprints[name].hashes for name in self.names]
        sizes = np.array([len(hashes) for hashes in found], float)
        both = sizes[:, None] + sizes[None, :]
        return np.asarray(np.divide(2 * _in_common(found), both, out=np.zeros_like(both), where=both > 0))

    def same(self, one: str, other: str) -> tuple[list[Span], list[Span]]:
        """The parts of two students' texts that are alike."""
        _, _, spans = compare_files(self._fingerprints[one], self._fingerprints[other])
        return _spans(spans[0]), _spans(spans[1])

    @cached_property
    def _fingerprints(self) -> dict[str, Any]:
        given = set().union(*(_fingerprint(text).hashes for text in self.given))
        return {name: _without(_fingerprint(self.written[name]), given) for name in self.names}


def plain(source: bytes) -> str:
    """The text of a source as it is compared and shown: UTF-8, one kind of line end, no blank lines around it."""
    text = source.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.strip("\n")[:LONGEST]


def _in_common(found: Sequence[set[int]]) -> Array:
    """How many stretches each two texts have in common; (N, N)."""
    times = Counter(chain.from_iterable(found))
    several = [hashed for hashed, count in times.items() if count > 1]
    common = np.zeros((len(found), len(found)))
    for start in range(0, len(several), AT_ONCE):
        places = {hashed: place for place, hashed in enumerate(several[start : start + AT_ONCE])}
        has = np.zeros((len(found), len(places)), np.float32)
        for row, hashes in zip(has, found, strict=True):
            row[[places[hashed] for hashed in hashes & places.keys()]] = 1
        common += has @ has.T
    np.fill_diagonal(common, [len(hashes) for hashes in found])
    return common


def _fingerprint(text: str) -> Any:
    """Each stretch of one text; of one that is too short there is none."""
    return CodeFingerprint("", SHORTEST, 1, language="python", fp=io.StringIO(text))


def _without(fingerprint: Any, given: set[int]) -> Any:
    """The fingerprint without what is given; copydetect itself would take parts that occur twice for given ones."""
    for hashed in fingerprint.hashes & given:
        del fingerprint.hash_idx[hashed]
    fingerprint.hashes -= given
    return fingerprint


def _spans(found: Array) -> list[Span]:
    """The parts as pairs; copydetect gives a row of beginnings and a row of ends."""
    if found.size == 0:
        return []
    return [(int(start), int(end)) for start, end in found.T]
