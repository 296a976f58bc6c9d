"""arctan: a sigmoid with long tails."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, near_zero, scattered, several, single


def arctan(z):
    """Return the angle between ``-pi / 2`` and ``pi / 2`` whose tangent is ``z``, in radians, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Close to 0, where it is nearly ``z``, every element is exact to many digits of its own. You may use NumPy's own
    function.

    >>> print(arctan(np.array([-1.0, 0.0, 1.0, 1e4])).round(4))
    [-0.7854  0.      0.7854  1.5707]
    """
    return np.arctan(z)


def reference(z):
    import torch

    return torch.arctan(torch.as_tensor(z, dtype=torch.float64))


def of_a_point(z):
    """Another right solution: the angle of the point (1, z)."""
    return np.arctan2(z, 1)


def by_math(z):
    """A mistake: `math.atan` takes one number only."""
    import math

    return math.atan(z)


EXERCISE = Exercise(arctan, reference, accepts=[of_a_point], checks={
    "values": agrees("gives the angle in radians", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0, 1e4), scattered(), single()),
        hint="arctan(1) is pi / 4: half a right angle.",
        catches=[Mistake("returns degrees", "np.arctan(z)", "np.degrees(np.arctan(z))"),
                 Mistake("returns the tangent, not its inverse", "np.arctan(z)", "np.tan(z)"),
                 Mistake("takes tan to the power of -1 for 1 over tan", "np.arctan(z)", "1 / np.tan(z)"),
                 Mistake("scales the result to lie between -1 and 1", "np.arctan(z)", "2 / np.pi * np.arctan(z)"),
                 Mistake("returns the inverse of tanh, arctanh", "np.arctan(z)", "np.arctanh(z)")]),
    "tails": agrees("is right close to 0 and far out", points=1, elementwise=True,
        on=several(near_zero, scattered(), scattered(1e4)),
        hint="A series around 0 says nothing about large z.",
        catches=[Mistake("uses the first terms of the series around 0", "np.arctan(z)",
                         "z - z**3 / 3 + z**5 / 5"),
                 Mistake("takes the arcus cosine of 1 / sqrt(1 + z**2), which loses digits and the sign",
                         "np.arctan(z)", "np.arccos(1 / np.sqrt(1 + z**2))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; those of `math` do not.",
        catches=[Mistake("uses math.atan, which takes one number only", function=by_math, raises="TypeError"),
                 Mistake("flattens its input", "np.arctan(z)", "np.arctan(np.ravel(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("writes the result into the caller's array", "np.arctan(z)", "np.arctan(z, out=z)")]),
})
