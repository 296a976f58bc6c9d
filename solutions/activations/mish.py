"""mish: z tanh(softplus(z)) (Misra 2019)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def mish(z):
    """Return ``z * tanh(log(1 + exp(z)))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(mish(np.array([-1.0, 0.0, 2.0])).round(4))
    [-0.3034  0.      1.944 ]
    >>> print(f"{mish(-50.0):.4e}")
    -9.6437e-21
    """
    return z * np.tanh(np.logaddexp(0, z))


def reference(z):
    import torch

    return torch.nn.functional.mish(torch.as_tensor(z, dtype=torch.float64))


def without_tanh(z):
    """Another right solution: as a fraction of exponentials, of -abs(z)."""
    e = np.exp(-np.abs(z))
    right = (1 + 2 * e) / (1 + 2 * e + 2 * e**2)
    left = (e**2 + 2 * e) / (e**2 + 2 * e + 2)
    return z * np.where(np.asarray(z) > 0, right, left)


def by_powers(z):
    """A mistake: tanh written out, with squares of an exponential that overflow."""
    e = np.exp(z)
    return z * ((e**2 + 2 * e) / (e**2 + 2 * e + 2))


def by_math(z):
    """A mistake: the functions of `math` take one number only."""
    import math

    return z * math.tanh(math.log1p(math.exp(z)))


EXERCISE = Exercise(mish, reference, accepts=[without_tanh], checks={
    "values": agrees("gives z * tanh(softplus(z))", points=2,
        on=several(exactly("worked", -1.0, 0.0, 2.0), scattered(), single()),
        hint="It dips to about -0.31 on the left of 0, and follows z on the right.",
        catches=[Mistake("returns tanh(softplus(z)), without z", "z * np.tanh", "np.tanh"),
                 Mistake("forgets softplus inside tanh", "np.tanh(np.logaddexp(0, z))", "np.tanh(z)"),
                 Mistake("forgets tanh", "np.tanh(np.logaddexp(0, z))", "np.logaddexp(0, z)"),
                 Mistake("swaps tanh and softplus", "np.tanh(np.logaddexp(0, z))", "np.logaddexp(0, np.tanh(z))"),
                 Mistake("takes the sigmoid of softplus instead of its tanh",
                         "np.tanh(np.logaddexp(0, z))", "(1 / (1 + np.exp(-np.logaddexp(0, z))))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; those of `math` do not.",
        catches=[Mistake("uses the functions of math, which take one number only", function=by_math,
                         raises="TypeError"),
                 Mistake("multiplies as matrices with np.dot",
                         "z * np.tanh(np.logaddexp(0, z))", "np.dot(z, np.tanh(np.logaddexp(0, z)))")]),
    "right": agrees("stays finite for large positive z", points=2,
        on=several(exactly("on both sides of 0", -1.5, 0.0, 2.5), far_right),
        hint="Infinity over infinity is no number, and squares overflow earlier.",
        catches=[Mistake("writes tanh out with squares of exp(z), which are infinity over infinity",
                         function=by_powers),
                 Mistake("clips z, which caps the result", "return z", "z = np.clip(z, -745, 500); return z")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint=("1 + exp(-50) is 1, to the last digit, and log(1) is 0.",
              "NumPy has functions for the logarithm of one plus a small number."),
        catches=[Mistake("adds the small exp to 1, where it is lost", "np.logaddexp(0, z)", "np.log(1 + np.exp(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array", "return z * np.tanh(np.logaddexp(0, z))",
                         "z *= np.tanh(np.logaddexp(0, z)); return z")]),
})
