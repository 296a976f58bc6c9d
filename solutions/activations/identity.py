"""identity: the activation of a linear unit."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def identity(z):
    """Return ``z`` as it is: the activation of an output layer for regression.

    ``z`` is a number or a float array of any shape. Whether the result is ``z`` itself or a copy is up to you.

    >>> print(identity(np.array([-2.0, 0.0, 3.5])))
    [-2.   0.   3.5]
    """
    return z


def reference(z):
    import torch

    return torch.nn.Identity()(z)


def copied(z):
    """Another right solution: a copy."""
    return np.array(z)


EXERCISE = Exercise(identity, reference, accepts=[copied], trivial=True, checks={
    "values": agrees("gives back every value", points=1,
        on=several(exactly("whole", -2.0, 0.0, 3.0), exactly("large", -1e4, 1e4), scattered(), single()),
        hint="A linear unit has no squashing, no threshold and no rounding.",
        catches=[Mistake("returns ones, the slope of the identity", "return z", "return np.ones_like(z)"),
                 Mistake("cuts negative values off, as ReLU does", "return z", "return np.maximum(z, 0)"),
                 Mistake("cuts values off at -1 and 1", "return z", "return np.clip(z, -1, 1)")]),
    "shapes": agrees("keeps the shape of its input", on=any_shape(whole=False), points=1,
        hint="`np.identity` is something else: the matrix of that name.",
        catches=[Mistake("returns an identity matrix", "return z", "return np.eye(np.size(z))"),
                 Mistake("turns its input into a column", "return z", "return np.reshape(z, (-1, 1))")]),
})
