"""tanh: the hyperbolic tangent."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, near_zero, scattered, several, single


def tanh(z):
    """Return ``(exp(z) - exp(-z)) / (exp(z) + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and close to 0, where it is nearly ``z``, every element is exact to
    many digits of its own. You may use NumPy's own function.

    >>> print(f"{tanh(0.42):.4f}")
    0.3969
    >>> print(tanh(np.array([-1e4, -1.0, 1e-12, 1e4])))
    [-1.00000000e+00 -7.61594156e-01  1.00000000e-12  1.00000000e+00]
    """
    return np.tanh(z)


def reference(z):
    import torch

    return torch.tanh(torch.as_tensor(z, dtype=torch.float64))


def by_expm1(z):
    """Another right solution: exp(z) - 1 without cancellation, of the negative side only."""
    m = np.expm1(-2 * np.abs(z))
    return -np.sign(z) * m / (2 + m)


def as_printed(z):
    """A mistake: right on paper."""
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def by_math(z):
    """A mistake: `math.tanh` takes one number only."""
    import math

    return math.tanh(z)


def by_sigmoid(z):
    """A mistake: right on paper, but close to 0 it subtracts 1 from a number close to 1."""
    return 2 / (1 + np.exp(-2 * np.asarray(z, dtype=float))) - 1


def like_its_input(z):
    """A mistake: an integer array keeps no fractions."""
    t = np.zeros_like(z)
    t[...] = np.tanh(z)
    return t


EXERCISE = Exercise(tanh, reference, accepts=[by_expm1], checks={
    "values": agrees("gives the hyperbolic tangent", points=2,
        on=several(exactly("published", 0.42, -1.0), scattered(), single()),
        hint="It goes from -1 to 1 through 0, and its slope there is 1.",
        catches=[Mistake("returns the sigmoid, which goes from 0 to 1", "np.tanh(z)", "1 / (1 + np.exp(-z))"),
                 Mistake("stretches the sigmoid to -1 .. 1, but forgets that tanh is twice as steep",
                         "np.tanh(z)", "np.tanh(z / 2)"),
                 Mistake("returns the tangent of an angle", "np.tanh(z)", "np.tan(z)"),
                 Mistake("returns the inverse, arctanh", "np.tanh(z)", "np.arctanh(z)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; those of `math` do not.",
        catches=[Mistake("uses math.tanh, which takes one number only", function=by_math, raises="TypeError"),
                 Mistake("writes into an array like z, which cuts fractions off where z holds integers",
                         function=like_its_input)]),
    "large": agrees("stays finite for large z", points=2, elementwise=True,
        on=several(scattered(300.0), far_left, far_right),
        hint="exp(800) overflows, and infinity over infinity is no number.",
        catches=[Mistake("divides exp(z) - exp(-z) by exp(z) + exp(-z), which overflows far from 0 and "
                         "loses digits close to it",
                         function=as_printed),
                 Mistake("divides exp(2z) - 1 by exp(2z) + 1, which overflows for positive z only",
                         "np.tanh(z)", "np.expm1(2 * z) / (np.exp(2 * z) + 1)")]),
    "small": agrees("stays exact close to 0", on=several(near_zero, scattered()), points=1, elementwise=True,
        hint="The difference of two numbers that both are nearly 1 has few right digits.",
        catches=[Mistake("computes 2 * sigmoid(2z) - 1, which cancels close to 0", function=by_sigmoid)]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("writes the result into the caller's array", "np.tanh(z)", "np.tanh(z, out=z)")]),
})
