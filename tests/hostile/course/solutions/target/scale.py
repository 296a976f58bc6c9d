"""scale: the attacked exercise."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def scale(x: Any) -> Any:
    """Return twice the float array ``x``.

    >>> print(scale(np.array([1.0, 4.0])))
    [2. 8.]
    """
    return 2 * x


def reference(x: Any) -> Any:
    return 2 * x


def arrays(rng: np.random.Generator) -> Iterator[Case]:
    """A vector and a matrix."""
    for shape in ((6,), (3, 4)):
        yield Case(f"shape {shape}", {"x": rng.normal(size=shape)})


EXERCISE = Exercise(
    scale,
    reference,
    seconds=2,
    checks={
        "doubles": agrees(
            "doubles every element",
            on=arrays,
            points=3,
            hint="Twice 4 is 8.",
            catches=[
                Mistake("adds 2 instead of multiplying by it", "2 * x", "2 + x"),
                Mistake("squares", "2 * x", "x * x"),
            ],
        ),
        "pure": keeps_inputs(
            on=arrays,
            points=1,
            hint="`x *= 2` changes the caller's array.",
            catches=[Mistake("doubles in place", "return 2 * x", "x *= 2; return x")],
        ),
    },
)
