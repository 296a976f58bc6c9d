import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, raises


def root(x):
    """Return the square roots of ``x`` (N,); raise ValueError if any number is negative.

    >>> root(np.array([4.0, 9.0]))
    array([2., 3.])
    """
    if np.any(x < 0):
        raise ValueError("negative")
    return np.sqrt(x)


def reference(x):
    if (x < 0).any():
        raise ValueError("negative")
    return x.sqrt()


def good(rng):
    yield Case("positive", dict(x=rng.uniform(1, 2, size=3)))


def both(rng):
    yield from good(rng)
    yield Case("one is negative", dict(x=np.array([1.0, -1.0, rng.uniform(1, 2)])))


EXERCISE = Exercise(root, reference, checks={
    "values": agrees("takes roots", on=good, points=1, hint="Of each.",
        catches=[Mistake("halves", "np.sqrt(x)", "x / 2")]),
    "bad": raises("refuses negative numbers", on=both, points=1, hint="Look before you compute.",
        catches=[Mistake("accepts negative numbers", "x < 0", "x < -9"),
                 Mistake("raises another exception", "ValueError", "TypeError")]),
})
