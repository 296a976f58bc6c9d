"""approximate: a hidden layer of ReLUs draws any curve with a ruler (universal approximation)."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, satisfies


def approximate(f, low, high, n):
    """Return ``(w1, b1, w2, b2)`` of a network with ``n`` ReLU units that draws ``f`` between ``low`` and ``high``.

    The network is ``relu(x @ w1 + b1) @ w2 + b2`` for ``x`` of shape ``(N, 1)``; ``w1`` is ``(1, n)``, ``b1``
    ``(n,)``, ``w2`` ``(n, 1)`` and ``b2`` ``(1,)``, all floats. ``f`` takes a float array and returns one of the same
    shape. The network equals ``f`` at the ``n + 1`` knots ``low + i * (high - low) / n``, ``i`` from 0 to ``n``, and
    is a straight line between two neighbouring knots. There are many right answers: yours is judged by running it.

    With sin(2 pi x) on [0, 1] its largest error is 0.0489 for n = 10, 0.0122 for 20 and 0.0031 for 40: twice as many
    units, a quarter of the error. Steps, of sigmoids as steep as one likes, need many more: 0.3090, 0.1564, 0.0785.

    >>> w1, b1, w2, b2 = approximate(lambda x: np.sin(2 * np.pi * x), 0.0, 1.0, 20)
    >>> x = np.linspace(0, 1, 1001)[:, None]
    >>> error = np.maximum(x @ w1 + b1, 0) @ w2 + b2 - np.sin(2 * np.pi * x)
    >>> print(np.abs(error).max().round(4))
    0.0122
    """
    knots = np.linspace(low, high, n + 1)
    slopes = np.diff(f(knots)) / np.diff(knots)
    w2 = np.diff(slopes, prepend=0)[:, None]  # a unit adds a change of the slope, from its knot on
    return np.ones((1, n)), -knots[:-1], w2, f(knots)[:1]


def reference(f, low, high, n):
    """One right answer among many; only its structure, shapes and dtypes count."""
    import torch

    knots = torch.linspace(low, high, n + 1, dtype=torch.float64)
    slopes = torch.diff(f(knots)) * n / (high - low)
    changes = torch.diff(slopes, prepend=torch.zeros(1, dtype=torch.float64))
    return torch.ones(1, n, dtype=torch.float64), -knots[:-1], changes[:, None], f(knots)[:1]


def from_the_right(f, low, high, n):
    """Another right solution: units that fire to the left of their knots."""
    knots = np.linspace(low, high, n + 1)
    values = f(knots)
    slopes = (values[1:] - values[:-1]) * n / (high - low)
    changes = np.append(np.diff(slopes), -slopes[-1])
    return -np.ones((1, n)), knots[1:].copy(), changes[:, None], values[-1:]


def curves(*sizes):
    """Random waves, on random intervals."""

    def cases(rng):
        for n in sizes:
            low = float(rng.uniform(-2, 1))
            high = low + float(rng.uniform(0.5, 3))
            wave = {"frequency": float(rng.uniform(0.5, 4)), "phase": float(rng.uniform(0.3, 1.2)),
                    "offset": float(rng.uniform(1, 3) * rng.choice([-1, 1]))}
            x = np.sort(rng.uniform(low, high, size=50))
            knots = low + (high - low) / n * np.arange(n + 1)
            heights = np.sin(wave["frequency"] * knots + wave["phase"]) + wave["offset"]
            known = dict(x=np.concatenate([knots, x]), y=np.interp(np.concatenate([knots, x]), knots, heights))
            yield Case(f"n={n}", dict(f=Function("wave", wave), low=low, high=high, n=n), known=known)

    return cases


EXERCISE = Exercise(approximate, reference, accepts=[from_the_right], checks={
    "curve": satisfies("draws a curve through all knots", on=curves(10, 7, 25, 2, 1), points=4, holds="draws_polygon",
        hint=("Each unit is 0 to the left of its kink. Which units have a say between the first two knots?",
              "The slope of the sum changes at each knot by the weight of one unit; b2 is the height at low."),
        catches=[Mistake("gives each unit the slope instead of the change of the slope",
                         "np.diff(slopes, prepend=0)", "slopes"),
                 Mistake("forgets the height at the left end", "f(knots)[:1]", "np.zeros(1)"),
                 Mistake("puts the kinks of the units a knot too far to the right", "-knots[:-1]", "-knots[1:]",
                         hint="The first unit has its kink at low, where relu(x * w1 + b1) begins to rise."),
                 Mistake("forgets the sign of the kinks' places", "-knots[:-1]", "knots[:-1]",
                         hint="relu(x + b1) begins to rise where x is -b1."),
                 Mistake("forgets the slope of the first piece", "prepend=0", "prepend=slopes[:1]"),
                 Mistake("takes differences of heights for slopes", " / np.diff(knots)", "",
                         hint="A slope is a difference of heights over the distance between two knots.")]),
})
