"""leaky_relu: a ReLU that lets a little of the negative side through (Maas et al. 2013)."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def leaky_relu(z, alpha=0.01):
    """Return ``z`` where it is positive, else ``alpha * z``, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape. ``alpha`` is a fixed number
    between 0 and 1, the slope of the negative side.

    >>> print(leaky_relu(np.array([-2.0, 0.0, 3.0])))
    [-0.02  0.    3.  ]
    >>> print(leaky_relu(np.array([-2.0, 0.0, 3.0]), alpha=0.2))
    [-0.4  0.   3. ]
    """
    return np.where(z > 0, z, alpha * z)


def reference(z, alpha=0.01):
    import torch

    return torch.nn.functional.leaky_relu(torch.as_tensor(z, dtype=torch.float64), alpha)


def the_larger(z, alpha=0.01):
    """Another right solution, while alpha is below 1."""
    return np.maximum(z, alpha * z)


def in_two_parts(z, alpha=0.01):
    """Another right solution: the positive part and a share of the negative one."""
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)


def in_place(z, alpha=0.01):
    """A mistake: h is z, not a copy of it."""
    h = z
    h[h < 0] *= alpha
    return h


EXERCISE = Exercise(leaky_relu, reference, accepts=[the_larger, in_two_parts],
                    harmless=[Harmless("both branches are 0 at 0", ("z > 0", "z >= 0"))], checks={
    "values": agrees("keeps what is positive and a hundredth of the rest", points=1,
        on=several(exactly("worked", -2.0, 0.0, 3.0), scattered(), scattered(1e4), single()),
        hint="Two straight lines meet at 0.",
        catches=[Mistake("returns alpha on the negative side, which is the slope there", "alpha * z", "alpha"),
                 Mistake("cuts the negative side off, as ReLU does", "alpha * z", "0.0"),
                 Mistake("has the wrong sign on the negative side", "alpha * z", "-alpha * z"),
                 Mistake("shrinks the positive side too", "np.where(z > 0, z,", "np.where(z > 0, alpha * z,")]),
    "alpha": agrees("leaks as much as alpha says", points=1,
        on=several(scattered(alpha=0.2), scattered(alpha=0.5), scattered(alpha=0.0)),
        hint="The slope of the negative side is an argument; 0.01 is only its default.",
        catches=[Mistake("always leaks a hundredth, whatever alpha is", "alpha * z", "0.01 * z"),
                 Mistake("divides by alpha instead of multiplying", "alpha * z", "np.divide(z, alpha)")]),
    "shapes": agrees("takes any shape", on=any_shape(whole=False), points=1,
        hint="np.where and np.maximum work element by element; Python's `if` and `max` do not.",
        catches=[Mistake("uses Python's max, which compares whole arrays",
                         "np.where(z > 0, z, alpha * z)", "max(z, alpha * z)", raises="ValueError"),
                 Mistake("flattens its input", "np.where(z > 0, z, alpha * z)",
                         "np.ravel(np.where(z > 0, z, alpha * z))")]),
    "pure": keeps_inputs(on=several(scattered(), scattered(alpha=0.1)), points=1,
        hint="`h = z` is no copy: both names are the same array.",
        catches=[Mistake("shrinks the negative elements of the caller's array", function=in_place)]),
})
