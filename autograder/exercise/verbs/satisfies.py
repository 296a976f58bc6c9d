"""`satisfies`: what comes back has a named property, for tasks with many right answers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from autograder.compare.difference import mismatch, of_kind
from autograder.exercise.check import Check, Finding, Half
from autograder.exercise.declare import Exercise
from autograder.exercise.verbs.values import WRONG_KIND, failure, inputs_of
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Difference, Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value


@dataclass(frozen=True, kw_only=True)
class Satisfies(Check):
    """What comes back has a property, for tasks with many right answers.

    ``holds`` names a function of `autograder.exercise.properties`, or of the course's own ``solutions/checks.py``;
    structure, shape and dtype are the reference's.
    """

    verb: ClassVar[str] = "satisfies"
    holds: str

    @property
    def compares_values(self) -> bool:
        """The property says what is right."""
        return False

    def finding(self, half: Half) -> Finding | None:
        """The first call whose result is malformed or lacks the property."""
        return first_without(half, self.holds)

    def declaration_problems(self, exercise: Exercise, vocabulary: Vocabulary) -> Iterator[str]:
        """A problem if the property is unknown."""
        yield from vocabulary.unknown_property(self.holds)


def first_without(half: Half, holds: str) -> Finding | None:
    """The first call, repeats included, whose result is malformed or lacks the property ``holds``."""
    results = (one for evidence in half.evidence for one in evidence.results)
    return next((found for one in results if (found := _violation(half, one, holds))), None)


def _violation(half: Half, evidence: Evidence, holds: str) -> Finding | None:
    found = failure(evidence)
    if found:
        return found
    returned, expected = evidence.outcome.returned, evidence.expected.value
    malformed = mismatch(returned, expected, any_length=True)
    if malformed and malformed.reason != WRONG_KIND:
        return Finding(evidence, malformed)
    found = _broken(half, evidence, holds, of_kind(returned, expected))
    return found or (Finding(evidence, malformed) if malformed else None)


def _broken(half: Half, evidence: Evidence, holds: str, returned: Value) -> Finding | None:
    """The finding where ``returned`` lacks the property, or has numbers of a kind that cannot have it."""
    odd = mismatch(returned, evidence.expected.value, any_length=True)
    if odd:
        return Finding(evidence, replace(odd, reason="property"))
    property_ = half.exercise.vocabulary.property(holds)
    broken = property_(inputs_of(half, evidence), returned, evidence.call.known)
    return Finding(evidence, Difference("property", "", broken)) if broken else None
