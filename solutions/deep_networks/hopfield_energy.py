"""hopfield_energy: a landscape whose valleys are memories (Hopfield 1982)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many


def hopfield_energy(s, w):
    """Return the energy ``-1/2 * sum over i and j of s[i] * w[i, j] * s[j]`` of a Hopfield network, one number.

    ``s`` is a float array ``(D,)`` and ``w`` a symmetric one ``(D, D)`` with zeros on its diagonal. No update of a
    single unit lets the energy rise; so the network comes to rest in a valley, and that is what it remembers.

    >>> p = np.array([1.0, -1.0, 1.0, -1.0])
    >>> w = (np.outer(p, p) - np.eye(4)) / 4
    >>> print(hopfield_energy(p, w), abs(hopfield_energy(np.array([1.0, 1.0, 1.0, -1.0]), w)))
    -1.5 0.0
    """
    return -(s @ w @ s) / 2


def reference(s, w):
    import torch

    return -torch.einsum("i,ij,j->", s, w, s) / 2


def over_pairs(s, w):
    """Another right solution: each pair of units once."""
    return -sum(s[i] * w[i, j] * s[j] for i in range(len(s)) for j in range(i))


def states(*sizes):
    """Random states of random networks."""

    def cases(rng):
        for d in sizes:
            upper = np.triu(rng.normal(size=(d, d)), 1)
            yield Case(f"{many(d, 'unit')}", dict(s=rng.choice([-1.0, 1.0], size=d), w=upper + upper.T))

    return cases


EXERCISE = Exercise(hopfield_energy, reference, accepts=[over_pairs], checks={
    "energy": agrees("adds up over all pairs of units", on=states(2, 5, 9), points=2,
        hint="Each pair comes twice in the sum, once from each side.",
        catches=[Mistake("counts each pair twice", ") / 2", ")"),
                 Mistake("has mountains where the valleys are", "-(s", "(s",
                         hint="Mind the sign: patterns lie in valleys."),
                 Mistake("averages over the units", ") / 2", ") / 2 / len(s)",
                         hint="The sum is halved, and divided by nothing else."),
                 Mistake("returns the energy of each unit", "-(s @ w @ s) / 2", "-(s * (w @ s)) / 2",
                         hint="One number is asked: the sum over i and over j."),
                 Mistake("forgets the state on one side", "s @ w @ s", "(w @ s).sum()",
                         hint="Each term has two states, s[i] and s[j].")]),
    "pure": keeps_inputs(on=states(4), points=1,
        hint="Nothing here has to change.",
        catches=[Mistake("scales the caller's weights", "-(s @ w @ s) / 2", "-(s @ w.__itruediv__(2) @ s)")]),
})
