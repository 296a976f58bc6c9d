"""Finds the automatic slip of the right answer that gives the student's results."""

import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from autograder.compare.difference import alike
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Half
from autograder.exercise.verbs.values import is_right
from autograder.judge.diagnosis.comparison import TELLING
from autograder.records import Evidence, Sketch
from autograder.records.sketch import TOO_LARGE, Traced, parts, raised, traced
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

PLAIN = (-1, 0, 1)  # numbers that many mistakes give
FEW = 8  # wrong zeros and ones that are needed before a slip is named
AT_A_LIMIT, KEEPS_OFF = "takes what is exactly at a limit", "keeps "  # a small number moves what is at a limit, too


def slip(exercise: AssignedExercise, evidence: Sequence[Evidence], item: int | None = None) -> str | None:
    """The sentence of the first slip that gives what the student's code gives, on every call; None if none does.

    With ``item`` only that item of a returned tuple counts. Where few different numbers are wrong, all slips that do so
    have to say the same; where there are next to none, a named mistake with another number in it counts alone.
    """
    asked = (_Seen.of(exercise, one, item) for one in evidence if one.expected.slips)
    seen = sorted(asked, key=lambda one: one.order)
    if not seen or not seen[0].wrong:
        return None
    wrong = np.concatenate([one.wrong_numbers for one in seen])
    different = np.unique(wrong).size
    few = different < TELLING and (wrong.size < FEW or any(one.reshaped for one in seen))
    if few and np.all(np.isin(wrong, PLAIN)):
        return None
    found: dict[str, None] = {}
    known = {mistake.says for mistake in exercise.mistakes}
    single = different < TELLING or all(one.is_a_count for one in seen)  # then two mistakes give anything
    counts = range(1, 2) if few else range(2) if single else range(3)
    for says in _fitting(seen, known, _absent(exercise, seen), counts):
        found[says] = None
        if different >= TELLING or few:
            return says
    if any(says.startswith(AT_A_LIMIT) for says in found):
        found = {says: None for says in found if not says.startswith(KEEPS_OFF)}
    return next(iter(found)) if len(found) == 1 else None


def _absent(exercise: AssignedExercise, seen: Sequence["_Seen"]) -> set[str]:
    """What is not said of arguments of a wrong call: of None that it is ignored, and of truth that it is a number."""
    given = [exercise.given(one.evidence.call) for one in seen if one.wrong]
    none = {rf"\b{name}\b" for values in given for name, value in values.items() if value is None}
    truths = {name for values in given for name, value in values.items() if _is_truth(value)}
    counted = {rf"\buses (?:{name} [+-] 1\b|\w+ where {name} is to be used)" for name in truths}
    return none | counted


def _is_truth(value: Value) -> bool:
    return isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == bool)


def _fitting(
    seen: Sequence["_Seen"], known: Collection[str], absent: Collection[str], counts: Collection[int]
) -> Iterator[str]:
    """The sentences that fit, and hold none of the patterns of words that are ``absent``.

    A slip made of named mistakes counts only where these are ``known``, and ``counts`` allows for so many of them.
    """
    slips = seen[0].evidence.expected.slips
    assert slips is not None  # noqa: S101  (results without them are left out)
    for number, (says, mistakes) in enumerate(zip(slips.says(), slips.mistakes(), strict=True)):
        if len(mistakes) not in counts or any(re.search(words, says) for words in absent):
            continue
        if all(mistake in known for mistake in mistakes) and all(one.fits(number) for one in seen):
            yield says


@dataclass(frozen=True)
class _Seen:
    """A student's result of one call, or one item of it."""

    evidence: Evidence
    item: int | None
    returned: Value
    expected: Value
    parts: tuple[Traced, ...]
    wrong: bool

    @classmethod
    def of(cls, exercise: AssignedExercise, one: Evidence, item: int | None) -> "_Seen":
        returned, expected = _of_item(_returned(one), item), _of_item(one.expected.value, item)
        half = Half(exercise, one.call.check, [one])
        wrong = not one.expected.error and not is_right(half, one)
        if item is not None and not one.outcome.reason:
            wrong = not alike(returned, expected, exercise.tolerance(one.call), half.check.elementwise)
        if one.outcome.reason:
            sketches = tuple(Traced(sketch, 0.0) for sketch in raised(one.outcome.what))
        else:
            allowed = exercise.tolerance(one.call) if one.call.precision == "float32" else 0.0
            whole = parts(returned) if item is None else (returned,)
            sketches = tuple(traced(part, half.check.elementwise, allowed) for part in whole)
        return cls(one, item, returned, expected, sketches, wrong)

    @property
    def order(self) -> tuple[bool, bool, int]:
        """Wrong values first, as they rule out most slips, and small calls, which take no time."""
        return not self.wrong, self.evidence.outcome.reason is not None, len(self.evidence.call.frame)

    @property
    def reshaped(self) -> bool:
        """Whether the result has another number of elements than it should."""
        if any(part.sketch is TOO_LARGE for part in self.parts):
            return True
        return _numbers(self.returned).size != _numbers(self.expected).size

    @property
    def is_a_count(self) -> bool:
        """Whether a single whole number is asked, such as an epoch."""
        asked = _numbers(self.expected)
        return asked.size == 1 and bool(np.all(asked == np.round(asked)))

    @property
    def wrong_numbers(self) -> Array:
        """The finite numbers of a wrong result that are not right at their place."""
        if not self.wrong or self.evidence.outcome.reason or any(part.sketch is TOO_LARGE for part in self.parts):
            return np.zeros(0)
        got, expected = _numbers(self.returned), _numbers(self.expected)
        wrong = ~np.isclose(got, expected, atol=0) if got.shape == expected.shape else np.ones(got.shape, bool)
        return got[wrong & np.isfinite(got)]

    def fits(self, number: int) -> bool:
        """Whether a slip gives this result."""
        sketches: tuple[Sketch, ...] | None = self.evidence.expected.slips.sketch(number)  # type: ignore[union-attr]  # as above
        if sketches is not None and self.item is not None and self.item < len(sketches):
            sketches = sketches[self.item : self.item + 1]
        if sketches is None or len(sketches) != len(self.parts):
            return False
        return all(part.fits(sketch) for part, sketch in zip(self.parts, sketches, strict=True))


def _of_item(value: Value, item: int | None) -> Value:
    inside = item is not None and isinstance(value, tuple) and item < len(value)
    return value[item] if inside else value


def _returned(one: Evidence) -> Value:
    """The result; a list is as good as a tuple."""
    got, expected = one.outcome.returned, one.expected.value
    return tuple(got) if isinstance(got, list) and isinstance(expected, tuple) else got


def _numbers(value: Value) -> Array:
    arrays = [
        np.real(np.ravel(leaf)).astype(float) for leaf in leaves(value) if isinstance(leaf, (int, float, np.ndarray))
    ]
    return np.concatenate([np.zeros(0), *arrays])
