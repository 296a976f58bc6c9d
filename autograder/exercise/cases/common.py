"""Combines sources of cases, and makes random generators for students' functions."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.worker.inputs import Array, Generator

Drawn = TypeVar("Drawn")


def several(*sources: Cases) -> Cases:
    """The cases of several sources, one after the other."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for source in sources:
            yield from source(rng)

    return cases


def batched(argument: str, *sources: Cases) -> Cases:
    """The cases of several sources for `vectorized`, which asks how long the batch in ``argument`` is."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for case in several(*sources)(rng):
            batch: Array = case.inputs[argument]
            yield replace(case, known={**case.known, "batch": len(batch)})

    return cases


def seed(rng: np.random.Generator) -> Generator:
    """A generator for the student's function, drawn from the cases' own."""
    return Generator(int(rng.integers(1 << 32)))


def drawn_until(
    wanted: Callable[[Drawn], bool], draw: Callable[[], Drawn], fallback: Callable[[], Drawn], tries: int = 1000
) -> Drawn:
    """The first of at most ``tries`` draws that is ``wanted``; where none is, ``fallback()``.

    A search that may find nothing fails for the few students whose draw has bad luck. So every search has a bound, and
    a fallback that needs no luck.
    """
    for _ in range(tries):
        found = draw()
        if wanted(found):
            return found
    return fallback()
