"""sigmoid: the logistic function."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def sigmoid(z):
    """Return ``1 / (1 + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail every element is exact to many digits of its
    own: it is small there, but not 0 before normal floats end (``z`` about -708).

    >>> print(f"{sigmoid(2.0):.7f}")
    0.8807971
    >>> print(sigmoid(np.array([[-9.0, 0.0], [-1e4, 1e4]])).round(8))
    [[1.2339e-04 5.0000e-01]
     [0.0000e+00 1.0000e+00]]
    >>> print(f"{sigmoid(-50.0):.4e}")
    1.9287e-22
    """
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def reference(z):
    import torch

    return torch.sigmoid(torch.as_tensor(z, dtype=torch.float64))


def as_printed(z):
    """Another right solution: where exp(-z) overflows to infinity, 1 over it is 0, as it should be."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def side_by_side(z):
    """Another right solution: each half of the axis with the formula whose exp is small there."""
    z = np.asarray(z, dtype=float)
    s = np.empty(z.shape)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s


def by_math(z):
    """A mistake: `math.exp` takes one number only."""
    import math

    return 1 / (1 + math.exp(-z))


def like_its_input(z):
    """A mistake: an integer array keeps no fractions."""
    z = np.asarray(z)
    s = np.zeros_like(z)
    s[...] = np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
    return s


EXERCISE = Exercise(sigmoid, reference, accepts=[as_printed, side_by_side],
                    harmless=[Harmless("both branches are 1/2 at 0", ("z >= 0", "z > 0"))], checks={
    "values": agrees("gives the logistic function", points=2,
        on=several(exactly("published", -9.0, 0.0, 2.0), exactly("-6 to 6", *range(-6, 7), 0.5), scattered(), single()),
        hint="It grows from 0 to 1, and is 1/2 at 0.",
        catches=[Mistake("has the sign of the exponent wrong, so that the function falls",
                         "np.where(z >= 0, 1, e) / (1 + e)", "1 / (1 + np.exp(z))"),
                 Mistake("returns the slope, s * (1 - s)",
                         "np.where(z >= 0, 1, e) / (1 + e)", "e / (1 + e) ** 2"),
                 Mistake("computes tanh, the sigmoid's relative that goes from -1 to 1",
                         "np.where(z >= 0, 1, e) / (1 + e)", "np.tanh(z)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions take any shape, those of `math` do not; and np.zeros_like takes over the dtype.",
        catches=[Mistake("uses math.exp, which takes one number only", function=by_math, raises="TypeError"),
                 Mistake("flattens its input", "np.abs(z))", "np.abs(np.ravel(z)))"
                         "; z = np.ravel(z)"),
                 Mistake("writes into an array like z, which cuts fractions off where z holds integers",
                         function=like_its_input)]),
    "right": agrees("stays finite for large positive z", on=far_right, points=1, elementwise=True,
        hint="Infinity over infinity is no number. Which of exp(z) and exp(-z) is small here?",
        catches=[Mistake("divides exp(z) by 1 + exp(z), which is infinity over infinity",
                         "np.where(z >= 0, 1, e) / (1 + e)", "np.exp(z) / (1 + np.exp(z))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint=("1 less a number close to 1 has lost its digits.",
              "For negative z, exp(z) / (1 + exp(z)) is the same number."),
        catches=[Mistake("clips z, so that the tail is flat",
                         "    e = np.exp", "    z = np.clip(z, -100, 100); e = np.exp"),
                 Mistake("takes 1 less a number close to 1, which cancels",
                         "np.where(z >= 0, 1, e) / (1 + e)", "1 - 1 / (1 + np.exp(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value",
                         "e = np.exp(-np.abs(z))", "s = np.sign(z); e = np.exp(-np.abs(z, out=z)); z = s * z")]),
})
