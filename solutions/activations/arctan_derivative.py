"""arctan_derivative: the slope of the inverse tangent."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def arctan_derivative(z):
    """Return the derivative of ``arctan(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Far out, for ``abs(z)`` up to 1e5, it falls like ``1 / z**2``.

    >>> print(arctan_derivative(np.array([-2.0, 0.0, 0.5])))
    [0.2 1.  0.8]
    """
    return 1 / (1 + np.square(z))


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.arctan(z).sum(), z)[0]


def of_the_angle(z):
    """Another right solution: by the angle itself."""
    return np.cos(np.arctan(z)) ** 2


def like_its_input(z):
    """A mistake: an integer array keeps no fractions."""
    slope = np.zeros_like(z)
    slope[...] = 1 / (1 + np.square(z))
    return slope


EXERCISE = Exercise(arctan_derivative, reference, accepts=[of_the_angle], checks={
    "values": agrees("gives the slope", on=several(exactly("worked", -2.0, 0.0, 0.5), scattered(), single()), points=2,
        hint="It is 1 at 0, and falls on both sides.",
        catches=[Mistake("takes z for the angle: 1 / (1 + arctan(z)**2)",
                         "np.square(z)", "np.square(np.arctan(z))"),
                 Mistake("squares the sum, not z", "1 / (1 + np.square(z))", "1 / np.square(1 + z)"),
                 Mistake("has a minus sign under the fraction, as the slope of arctanh does", "1 + np", "1 - np"),
                 Mistake("returns the slope of the tangent", "1 / (1 + np.square(z))", "1 / np.cos(z) ** 2"),
                 Mistake("takes the root of the denominator, as the slope of arcsinh does",
                         "(1 + np.square(z))", "np.sqrt(1 + np.square(z))")]),
    "far": agrees("falls like 1 / z**2 far out", on=several(scattered(100.0), scattered(1e4)), points=1,
        elementwise=True,
        hint="Even at 1e4 there is a slope, and each value counts by itself.",
        catches=[Mistake("rounds the slope to a few decimals", "1 / (1 + np.square(z))",
                         "np.round(1 / (1 + np.square(z)), 6)"),
                 Mistake("adds a small number to the slope",
                         "1 / (1 + np.square(z))", "1 / (1 + np.square(z)) + 1e-8")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.zeros_like takes over the dtype as well as the shape.",
        catches=[Mistake("multiplies z with itself as a matrix", "np.square(z)", "np.dot(z, z)"),
                 Mistake("writes into an array like z, which cuts fractions off where z holds integers",
                         function=like_its_input)]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z **= 2` and `out=z` write into the caller's array.",
        catches=[Mistake("squares the caller's array", "np.square(z)", "np.square(z, out=z)")]),
})
