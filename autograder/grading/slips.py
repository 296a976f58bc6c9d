"""What the automatic slips of an exercise's answer give for a call: run in this process, when a failed check asks."""

import sys
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.slips import Slip, named, slips
from autograder.records import Call, Outcome, Sketch, Slips
from autograder.records.sketch import raised, sketches
from autograder.worker import wire

LOADED = 16  # exercises whose slips are kept compiled
CALLS = 100_000  # of Python functions, after which a slip is given up
LIMIT = 1 << 26  # bytes of a result


class SlipReplies:
    """The slips' replies to calls, each computed once; only our own code is run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # a module holds one slip at a time
        self._known: WeakKeyDictionary[Call, dict[int, tuple[Sketch, ...]]] = WeakKeyDictionary()
        self._loaded = lru_cache(maxsize=LOADED)(_Loaded)

    def of(self, exercise: SolvedExercise, call: Call) -> Slips | None:
        """The slips' results of one call; None where results say little about their cause."""
        if call.function != exercise.name or call.check in exercise.loose or exercise.checks[call.check].trains:
            return None
        return Slips(
            lambda: self._loaded(exercise).says,
            lambda: self._loaded(exercise).mistakes,
            lambda number: self._sketch(exercise, call, number),
        )

    def _sketch(self, exercise: SolvedExercise, call: Call, number: int) -> tuple[Sketch, ...]:
        with self._lock:
            known = self._known.setdefault(call, {})
            if number not in known:
                outcome = self._loaded(exercise).outcome(number, call)
                elementwise = exercise.checks[call.check].elementwise
                known[number] = raised(outcome.what) if outcome.reason else sketches(outcome.returned, elementwise)
            return known[number]


class _Loaded:
    """An exercise's module, in which one slip after the other takes the answer's place."""

    def __init__(self, exercise: SolvedExercise) -> None:
        of_values = [m for m in exercise.mistakes if not exercise.checks[exercise.owner(m)].mistakes_keep_values]
        self.slips: list[Slip] = [*slips(exercise.source), *named(exercise.source, of_values)]
        self.says = [slip.says for slip in self.slips]
        self.mistakes = [slip.mistakes for slip in self.slips]
        from autograder.worker import run  # looks through every function that there is, and few checks fail

        self._answer, self._copied = run.answer, run.copied
        text = exercise.module(exercise.source.text).encode()
        self._module, _ = run.load(text, "slip", exercise.vocabulary.functions_text)

    def outcome(self, number: int, call: Call) -> Outcome:
        """What a slip gives for a call."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(self.slips[number].code, vars(self._module))  # noqa: S102  (our own answer)
            request = {**self._copied(call.arrived), "counts": False}
            try:
                return Outcome.of_reply(wire.loads(_bounded(lambda: self._answer(self._module, request, LIMIT))))
            except _TooMuch:
                return Outcome("timeout", what="timeout")


class _TooMuch(BaseException):
    """A slip makes too many calls; no handler of an answer catches it."""


def _bounded(task: Callable[[], bytes]) -> bytes:
    """What ``task`` gives; raises `_TooMuch` after `CALLS` calls of functions."""
    made, before = 0, sys.gettrace()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal made
        made += 1
        if made > CALLS:
            raise _TooMuch

    sys.settrace(count)
    try:
        return task()
    finally:
        sys.settrace(before)
