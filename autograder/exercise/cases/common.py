"""Combines sources of cases, and makes random generators for students' functions."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.worker.inputs import Array, Generator


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
