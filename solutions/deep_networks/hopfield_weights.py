"""hopfield_weights: a memory in which patterns lie on top of each other (Hopfield 1982)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many


def hopfield_weights(p):
    """Return the weights ``(D, D)`` of a Hopfield network that stores the patterns ``p``.

    ``p`` is a float array ``(P, D)`` of -1 and 1, a pattern in each row. Units that agree in a pattern are tied
    together, others apart (Hebb's rule): the weights are ``p.T @ p / D``, divided by the number of units and not by
    that of the patterns, with zeros on the diagonal, since no unit is tied to itself.

    >>> print(hopfield_weights(np.array([[1.0, -1.0, 1.0, -1.0], [1.0, 1.0, 1.0, 1.0]])))
    [[0.  0.  0.5 0. ]
     [0.  0.  0.  0.5]
     [0.5 0.  0.  0. ]
     [0.  0.5 0.  0. ]]
    """
    w = p.T @ p / p.shape[1]
    np.fill_diagonal(w, 0)
    return w


def reference(p):
    import torch

    w = torch.einsum("pi,pj->ij", p, p) / p.shape[1]
    return w - torch.diag(torch.diagonal(w))


def pattern_by_pattern(p):
    """Another right solution: outer products, added up."""
    d = p.shape[1]
    w = np.zeros((d, d))
    for pattern in p:
        w += (np.outer(pattern, pattern) - np.eye(d)) / d
    return w


def patterns(*shapes):
    """Random patterns."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"{many(shape[0], 'pattern')}, {shape[1]} units", dict(p=rng.choice([-1.0, 1.0], size=shape)))

    return cases


EXERCISE = Exercise(hopfield_weights, reference, accepts=[pattern_by_pattern], checks={
    "hebb": agrees("ties units together by Hebb's rule", on=patterns((3, 7), (5, 5), (1, 6), (8, 11)), points=3,
        hint=("The weight of two units is a mean over what?",
              "Row i of p.T holds unit i in all patterns; divide by the number of units."),
        catches=[Mistake("ties units to themselves", "np.fill_diagonal(w, 0)", "pass",
                         hint="No unit is tied to itself: the diagonal is 0."),
                 Mistake("divides by the number of patterns", "p.shape[1]", "p.shape[0]"),
                 Mistake("does not divide", " / p.shape[1]", ""),
                 Mistake("ties patterns to patterns, not units to units", "p.T @ p", "p @ p.T"),
                 Mistake("ties apart what belongs together", "p.T @ p", "-p.T @ p",
                         hint="Two units that agree get a weight above 0."),
                 Mistake("stores the last pattern only", "p.T @ p", "p[-1:].T @ p[-1:]",
                         hint="Add up over all patterns.")]),
    "pure": keeps_inputs(on=patterns((3, 6)), points=1,
        hint="`p /= ...` changes the caller's patterns.",
        catches=[Mistake("scales the caller's patterns", "p.T @ p / p.shape[1]",
                         "p.T @ p.__itruediv__(p.shape[1])")]),
})
