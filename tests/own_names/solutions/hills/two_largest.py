import numpy as np
from solutions.checks import Shortest

from autograder.exercise import Case, Exercise, Mistake, agrees, satisfies


def two_largest(x):
    """Return the two largest numbers of ``x`` (N,), the larger one last.

    >>> print(two_largest(np.array([3.0, 1.0, 2.0])))
    [2. 3.]
    """
    return np.sort(x)[-2:]


def reference(x):
    return x.sort().values[-2:]


def numbers(rng):
    for length in (4, 7):
        yield Case(f"{length} numbers", dict(x=rng.normal(size=length)))


EXERCISE = Exercise(two_largest, reference, checks={
    "values": agrees("returns the two largest", on=numbers, points=2, hint="Sort first.",
        catches=[Mistake("returns the two smallest", "[-2:]", "[:2]")]),
    "order": satisfies("puts the larger one last", holds="is_sorted", on=numbers, points=1, hint="np.sort rises.",
        catches=[Mistake("puts the larger one first", "np.sort(x)[-2:]", "np.sort(x)[:-3:-1]")]),
    "few": Shortest("returns two numbers", most=2, on=numbers, points=1, hint="Two.",
        catches=[Mistake("returns all numbers", "[-2:]", "")]),
})
