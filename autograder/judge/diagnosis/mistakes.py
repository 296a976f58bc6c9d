"""Finds the named mistake, or the two mistakes, that give the student's outcomes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, takewhile
from typing import NamedTuple

import numpy as np

from autograder.compare.difference import alike
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.declare import Mistake
from autograder.judge.diagnosis.comparison import TELLING, finite_numbers
from autograder.records import Call, Evidence, Outcome, Reason
from autograder.worker.inputs import Array, plain
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

SAME = 1e-5  # how far results coincide where a check asks for a property and has no tolerance
CALLED = re.compile(r"^(?:\w+\.)*(\w+)\(")  # the function that an expression calls
ROUNDED = 1e-12  # of the largest number: what is smaller may be a 0 with rounding errors
NO_RESULT = ("raised", "unreadable")  # many slips give the same exception, or a file that cannot be read
OWN = 2  # parts of results that must be one mistake's alone, before it is named beside another


class _Part(NamedTuple):
    """A part of an outcome, or all of it, as far as it is compared."""

    reason: Reason | None
    returned: Value = None
    inputs: Mapping[str, Value] | None = None
    what: str = ""


def named_mistake(exercise: AssignedExercise, evidence: Sequence[Evidence], failed: Collection[str]) -> str | None:
    """The sentence of the first mistake that gives the student's outcome on every call; None if none does.

    Only calls that say something of a mistake count, if there are any.
    """
    for mistake in _candidates(exercise, failed):
        says, telling = mistake.says, exercise.telling(mistake)
        asked = [one for one in evidence if one.call.check in telling] or evidence
        same = all(_is_given_by(exercise, one, one.expected.mistakes[says]) for one in asked)
        if same and (not only_raises(exercise, asked, says) or _raises_the_same(mistake, asked)):
            return says
    return None


def gives(exercise: AssignedExercise, says: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a named mistake gives the student's outcome on every call."""
    outcomes = ((one, one.expected.mistakes.get(says)) for one in evidence)
    return all(wrong is not None and _is_given_by(exercise, one, wrong) for one, wrong in outcomes)


def _is_given_by(exercise: AssignedExercise, one: Evidence, wrong: Outcome) -> bool:
    if one.outcome is wrong:  # the evidence is the mistake's own
        return True
    return _coincide(exercise, one.call, one.outcome, wrong) and not _lost_beside_zero(exercise, one, wrong)


def only_raises(exercise: AssignedExercise, evidence: Iterable[Evidence], says: str) -> bool:
    """Whether a mistake returns no wrong value, and changes no input, but gives no result at all."""
    raised = False
    for one in evidence:
        outcome = one.expected.mistakes[says]
        if outcome.reason in NO_RESULT and not one.expected.error:
            raised = True
        elif not _coincide(exercise, one.call, _right(one), outcome):
            return False
    return raised


def is_settled(exercise: AssignedExercise, mistake: Mistake, evidence: Sequence[Evidence]) -> bool:
    """Whether a mistake's own outcomes name it, whatever it gives for further calls: a wrong value, which none before.

    `named_mistake` looks at more evidence in the same way: who differs here differs then too.
    """
    says = mistake.says
    if any(one.outcome.reason == "not_implemented" for one in evidence):
        return False
    wrong = (one for one in evidence if not one.outcome.reason)
    if all(_coincide(exercise, one.call, _right(one), one.outcome) for one in wrong):
        return False
    before = takewhile(lambda other: other.says != says, exercise.mistakes)
    return not any(_gives_too(exercise, other, evidence) for other in before)


def _gives_too(exercise: AssignedExercise, mistake: Mistake, evidence: Sequence[Evidence]) -> bool:
    telling = exercise.telling(mistake)
    return gives(exercise, mistake.says, [one for one in evidence if one.call.check in telling])


def _raises_the_same(mistake: Mistake, evidence: Sequence[Evidence]) -> bool:
    """Whether the exceptions are the mistake's point, and come with its messages or from a ``raise`` like its own.

    Many slips raise a ValueError, and many functions raise one with the same message.  Python words a recursion's
    message by the place at which it ends.
    """

    def alike(one: Outcome, other: Outcome) -> bool:
        own = one.crash.is_own and other.crash.is_own
        same = one.crash.text == other.crash.text and _called(one) == _called(other)
        return own or same or one.what == "RecursionError"

    pairs = [(one.outcome, one.expected.mistakes[mistake.says]) for one in evidence]
    return bool(mistake.raises) and all(alike(*pair) for pair in pairs if pair[1].reason == "raised")


def _called(outcome: Outcome) -> str:
    """The function whose call has raised; empty for another operation."""
    found = CALLED.match(outcome.crash.code)
    return found[1] if found else ""


def pair_of_mistakes(exercise: AssignedExercise, evidence: Sequence[Evidence], failed: Collection[str]) -> str | None:
    """The sentences of two mistakes that explain everything together; None if no two do.

    What only one of them changes has to be as that one makes it, what both change as either does, all else right.
    """
    if not _first_wrong_part_is_known(exercise, evidence, failed) or not _tells_two(evidence):
        return None
    says_of = [m.says for m in _candidates(exercise, failed) if not only_raises(exercise, evidence, m.says)]
    every = {says: _Effect(exercise, evidence, says) for says in says_of}
    effects = {says: effect for says, effect in every.items() if not effect.spoils}
    pairs = combinations(effects.items(), 2)
    fitting = [pair for pair in pairs if _explain_together(pair[0][1], pair[1][1])]
    if not fitting:
        return None
    # many slips give NaN: the pair is preferred of which most of what it would change is seen
    (one, _), (other, _) = min(fitting, key=lambda pair: pair[0][1].unseen + pair[1][1].unseen)
    return f"{one}, and {other}"


def _explain_together(first: "_Effect", second: "_Effect") -> bool:
    """Whether each of two mistakes is seen where only it changes something, and one of them where both do."""
    own, others = first.changed & ~second.changed, second.changed & ~first.changed
    if min(np.count_nonzero(own & first.seen), np.count_nonzero(others & second.seen)) < OWN:
        return False
    return bool(np.all(np.where(own, first.seen, np.where(others, second.seen, first.seen | second.seen))))


def _tells_two(evidence: Sequence[Evidence]) -> bool:
    """Whether results hold enough different numbers: of yes and no two mistakes make anything."""
    different: list[float] = []
    for numbers in (finite_numbers(one.outcome.returned) for one in evidence if not one.outcome.reason):
        while (others := numbers[~np.isin(numbers, different)]).size:  # sorting what may be millions would take seconds
            different.append(others[0])
            if len(different) >= TELLING:
                return True
    return False


def _first_wrong_part_is_known(
    exercise: AssignedExercise, evidence: Sequence[Evidence], failed: Collection[str]
) -> bool:
    """Whether any mistake explains the first wrong part: a cheap question that most wrong answers end with."""
    for one in evidence:
        for place, (right, student) in enumerate(zip(_parts(one, None), _parts(one, one.outcome), strict=True)):
            if not _coincide(exercise, one.call, right, student):
                known = (_parts(one, one.expected.mistakes[m.says])[place] for m in _candidates(exercise, failed))
                return any(_coincide(exercise, one.call, student, wrong) for wrong in known)
    return False


class _Effect:
    """Of each part of each call's outcome: whether a mistake changes it, and whether the student's is as changed.

    A mistake ``spoils`` a part if it gives NaN or infinity where the student's numbers are finite: so none was made.
    """

    def __init__(self, exercise: AssignedExercise, evidence: Sequence[Evidence], says: str) -> None:
        changed, seen, spoilt = [], [], []
        for one in evidence:
            mistaken = one.expected.mistakes[says]
            for right, student, wrong in zip(*(_parts(one, o) for o in (None, one.outcome, mistaken)), strict=True):
                changed.append(not _coincide(exercise, one.call, right, wrong))
                seen.append(_coincide(exercise, one.call, student, wrong))
                spoilt.append(_is_finite(student) and not _is_finite(wrong))
        self.changed: Array = np.array(changed, bool)
        self.seen: Array = np.array(seen, bool)
        self.spoils = any(spoilt)
        self.unseen = int(np.count_nonzero(self.changed & ~self.seen))


def _is_finite(outcome: _Part) -> bool:
    """Whether all numbers of a result are finite; an exception is no result."""
    floating = (leaf for leaf in leaves(outcome.returned) if isinstance(leaf, float) or _is_floating_array(leaf))
    return bool(outcome.reason) or all(np.all(np.isfinite(leaf)) for leaf in floating)


def _is_floating_array(leaf: Value) -> bool:
    return isinstance(leaf, np.ndarray) and leaf.dtype.kind in "fc"


def _candidates(exercise: AssignedExercise, failed: Collection[str]) -> Iterator[Mistake]:
    """Every mistake fails its own check, so only those of ``failed`` checks come into question."""
    return (mistake for name in exercise.checks if name in failed for mistake in exercise.checks[name].catches)


def _coincide(exercise: AssignedExercise, call: Call, one: Outcome | _Part, other: Outcome | _Part) -> bool:
    if one.reason != other.reason or (one.reason and one.what != other.what):
        return False
    if one.reason or (one.returned is other.returned and one.inputs is other.inputs):
        return True
    allowed = SAME if call.check in exercise.loose else exercise.tolerance(call)
    return (
        alike(one.returned, other.returned, allowed, exercise.checks[call.check].elementwise)
        and _are_truths(one.returned) == _are_truths(other.returned)
        and alike(one.inputs, other.inputs, 0.0)
    )


def _lost_beside_zero(exercise: AssignedExercise, one: Evidence, wrong: Outcome) -> bool:
    """Whether a mistake gives 0 where the student's numbers are no 0, measured by what is right."""
    if one.outcome.reason or wrong.reason or one.expected.error or one.call.check in exercise.loose:
        return False
    given = finite_numbers(wrong.returned)
    if given.size and given.all():  # as of most mistakes
        return False
    got, right = (np.abs(finite_numbers(value)) for value in (one.outcome.returned, one.expected.value))
    if given.any():
        return _small_for_zero(got, given, right)
    return bool(got.max(initial=0.0) > exercise.tolerance(one.call) * right.max(initial=0.0))


def _small_for_zero(got: Array, given: Array, right: Array) -> bool:
    """Whether the student has a small number, though no rounded 0, where a mistake has 0 and neither is right."""
    if got.shape != given.shape or got.shape != right.shape:
        return False
    scale = right.max()
    return bool(np.any((given == 0) & (got > ROUNDED * scale) & (right > SAME * scale)))


def _are_truths(value: Value) -> list[bool]:
    """Which arrays and numbers of a result are True and False: whole numbers equal them."""
    return [isinstance(leaf, bool) or (isinstance(leaf, np.ndarray) and leaf.dtype == bool) for leaf in leaves(value)]


def _right(evidence: Evidence) -> _Part:
    """The right outcome of a call: the expected value, or exception, and unchanged inputs if it observes them."""
    call, error = evidence.call, evidence.expected.error
    if error:
        return _Part("raised", what=error)
    if not call.observes:
        return _Part(None, evidence.expected.value)
    inputs = {"args": tuple(map(plain, call.args)), "options": {k: plain(v) for k, v in call.options.items()}}
    return _Part(None, evidence.expected.value, inputs)


def _parts(evidence: Evidence, whole: Outcome | None) -> list[_Part]:
    """An outcome (the right one if None), split into one for each item of a tuple, and one for the changed inputs."""
    call, expected = evidence.call, evidence.expected
    outcome = _Part(whole.reason, whole.returned, whole.inputs, whole.what) if whole else _right(evidence)
    count = len(expected.value) if isinstance(expected.value, tuple) else 1
    if outcome.reason:
        return [outcome] * (count + call.observes)
    got = outcome.returned
    items: Sequence[Value] = (
        got if count > 1 and isinstance(got, (tuple, list)) and len(got) == count else [got] * count
    )
    return [_Part(None, item) for item in items] + [_Part(None, None, outcome.inputs)] * call.observes
