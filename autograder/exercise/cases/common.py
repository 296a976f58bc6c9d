"""Sources put together, and generators for the student's own draws."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise.declare import Case, Cases
from autograder.worker.inputs import Generator

Array = np.ndarray[Any, Any]


def several(*sources: Cases) -> Cases:
    """The cases of several sources, one after the other."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for source in sources:
            yield from source(rng)

    return cases


def seed(rng: np.random.Generator) -> Generator:
    """A generator for the student's function, drawn from the cases' own."""
    return Generator(int(rng.integers(1 << 32)))
