"""`reproducible`: an equal generator gives an equal result, and no other randomness is used."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from autograder.compare.difference import difference
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.declare import Exercise
from autograder.exercise.verbs.satisfies import first_without
from autograder.exercise.verbs.values import first_wrong_value
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Call, CallGroup, Difference, Evidence


@dataclass(frozen=True, kw_only=True)
class Reproducible(Check):
    """Draws from the generator that it is given and from no other: an equal one gives the same result.

    Pays only where the values are the reference's or, with ``holds``, where that property holds.
    """

    verb: ClassVar[str] = "reproducible"
    waits_for_values: ClassVar[bool] = True
    says: str = field(default="gives the same result for an equal generator", init=False)
    holds: str | None = None

    @property
    def compares_values(self) -> bool:
        """Unless a property says what is right."""
        return self.holds is None

    def group(self, exercise: AssignedExercise, call: Call, case: Case, rng: np.random.Generator) -> CallGroup:
        """The call twice, with other global chance the second time."""
        return CallGroup(call, repeats=(replace(call, case=f"{case.name}, again", chance=1),))

    def finding(self, half: Half) -> Finding | None:
        """The first wrong result, else the first that an equal generator does not give again."""
        wrong = first_without(half, self.holds) if self.holds else first_wrong_value(half)
        return wrong or next((found for evidence in half.evidence if (found := _changed(evidence))), None)

    def declaration_problems(self, exercise: Exercise, vocabulary: Vocabulary) -> Iterator[str]:
        """A problem if the property is unknown."""
        yield from vocabulary.unknown_property(self.holds) if self.holds else ()


def _changed(first: Evidence) -> Finding | None:
    if all(difference(again.outcome.returned, first.outcome.returned, 0.0) is None for again in first.repeats):
        return None
    return Finding(first, Difference("property", "", "an equal generator gives another result the second time"))
