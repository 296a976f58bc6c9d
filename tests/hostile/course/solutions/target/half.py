"""half: the honest exercise before the attacked one."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def half(x: Any) -> Any:
    """Return half of the float array ``x``.

    >>> print(half(np.array([1.0, 4.0])))
    [0.5 2. ]
    """
    return x / 2


def reference(x: Any) -> Any:
    return x / 2


def arrays(rng: np.random.Generator) -> Iterator[Case]:
    """A vector and a matrix."""
    for shape in ((5,), (3, 4)):
        yield Case(f"shape {shape}", {"x": rng.normal(size=shape)})


EXERCISE = Exercise(
    half,
    reference,
    seconds=2,
    checks={
        "right": agrees(
            "halves every element",
            on=arrays,
            points=2,
            hint="Half of 4 is 2.",
            catches=[Mistake("doubles instead of halving", "x / 2", "x * 2")],
        ),
    },
)
