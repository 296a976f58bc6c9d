"""shift: the honest exercise after the attacked one."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def shift(x: Any) -> Any:
    """Return the float array ``x`` with 1 added to every element.

    >>> print(shift(np.array([1.0, 4.0])))
    [2. 5.]
    """
    return x + 1


def reference(x: Any) -> Any:
    return x + 1


def arrays(rng: np.random.Generator) -> Iterator[Case]:
    """A vector and a matrix."""
    for shape in ((5,), (3, 4)):
        yield Case(f"shape {shape}", {"x": rng.normal(size=shape)})


EXERCISE = Exercise(
    shift,
    reference,
    seconds=2,
    checks={
        "right": agrees(
            "adds 1 to every element",
            on=arrays,
            points=2,
            hint="4 and 1 is 5.",
            catches=[Mistake("subtracts 1", "x + 1", "x - 1")],
        ),
    },
)
