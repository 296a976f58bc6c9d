import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees


def slope(f, x, h=1e-5):
    """Return ``(f(x + h) - f(x - h)) / (2 h)`` for a number ``x``.

    >>> print(round(slope(lambda x: x**2, 3.0), 6))
    6.0
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def reference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def cubics(rng):
    for options in ({}, {"h": 1e-2}):
        x = np.array([rng.normal(), 1.0])[:1]
        yield Case(f"{options}", dict(f=Function("cubic", {"scale": rng.normal(size=1)}), x=x, **options))


EXERCISE = Exercise(slope, reference, checks={
    "values": agrees("is central", on=cubics, points=1, hint="To both sides.",
        catches=[Mistake("goes to one side only", "f(x - h)) / (2 * h)", "f(x)) / h"),
                 Mistake("forgets the 2", "(2 * h)", "h")]),
})
