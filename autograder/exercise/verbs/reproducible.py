"""`reproducible`: an equal generator gives an equal result, and no other randomness is used."""

from collections.abc import Iterator
from dataclasses import field, replace
from itertools import chain
from typing import ClassVar

import numpy as np

from autograder.compare.difference import alike
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Case, Check, Finding, Half
from autograder.exercise.declare import Exercise
from autograder.exercise.verbs.satisfies import first_without
from autograder.exercise.verbs.values import first_wrong_value, gravest
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Call, CallGroup, Difference, Evidence
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Generator, is_described
from autograder.worker.trees import tree_map
from autograder.worker.wire import Value


@dataclass(frozen=True, kw_only=True)
class Reproducible(Check):
    """Draws from the generator that it is given and from no other: an equal one gives the same result.

    Pays only where the values are the reference's or, with ``holds``, where that property holds.  A property cannot
    tell a function that makes a generator of its own, so that with ``holds`` another generator has to give another
    result; the draw has to be large enough that two of them never coincide.
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
        """The call twice, the second time with other global chance; for a property also with another generator."""
        again = replace(call, case=f"{case.name}, again", chance=1)
        return CallGroup(call, (_with_another_generator(call),) if self.holds else (), (again,))

    def finding(self, half: Half) -> Finding | None:
        """The first wrong result, else the first that an equal generator does not give again."""
        wrong = first_without(half, self.holds) if self.holds else first_wrong_value(half)
        return gravest(chain([wrong], (rule(evidence) for evidence in half.evidence for rule in (_changed, _fixed))))

    def declaration_problems(self, exercise: Exercise, vocabulary: Vocabulary) -> Iterator[str]:
        """A problem if the property is unknown."""
        yield from vocabulary.unknown_property(self.holds) if self.holds else ()


def _changed(first: Evidence) -> Finding | None:
    if all(alike(again.outcome.returned, first.outcome.returned, 0.0) for again in first.repeats):
        return None
    return Finding(first, Difference("property", "", "an equal generator gives another result the second time"))


def _fixed(first: Evidence) -> Finding | None:
    """A finding if another generator gives the very same result."""
    for other in first.probes:
        if other.outcome.reason is None and alike(other.outcome.returned, first.outcome.returned, 0.0):
            return Finding(first, Difference("property", "", "another generator gives the same result"))
    return None


def _with_another_generator(call: Call) -> Call:
    def other(leaf: Value) -> Value:
        return Generator(leaf.seed ^ 1) if isinstance(leaf, Generator) else leaf

    def changed(value: Value) -> Value:
        return tree_map(other, value, is_described)

    return replace(call, args=changed(call.args), options=changed(dict(call.options)))
