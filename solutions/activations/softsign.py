"""softsign: a sigmoid without an exponential (Bergstra et al. 2009)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, near_zero, scattered, several, single


def softsign(z):
    """Return ``z / (1 + abs(z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Close to 0, where it is nearly ``z``, every element is exact to many digits of its own.

    >>> print(softsign(np.array([-3.0, 0.0, 1.0])))
    [-0.75  0.    0.5 ]
    """
    return z / (1 + np.abs(z))


def reference(z):
    import torch

    return torch.nn.functional.softsign(torch.as_tensor(z, dtype=torch.float64))


def side_by_side(z):
    """Another right solution: a formula for each sign."""
    return np.where(np.asarray(z) < 0, z / (1 + np.maximum(-z, 0)), z / (1 + np.maximum(z, 0)))


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return z / (1 + z) if z > 0 else z / (1 - z)


EXERCISE = Exercise(softsign, reference, accepts=[side_by_side], checks={
    "values": agrees("gives z / (1 + abs(z))", points=2,
        on=several(exactly("worked", -3.0, 0.0, 1.0), scattered(), scattered(1e4), single()),
        hint="It goes from -1 to 1 through 0, and is odd: softsign(-z) is -softsign(z).",
        catches=[Mistake("forgets the absolute value", "np.abs(z)", "z"),
                 Mistake("takes the absolute value above the fraction too", "return z /", "return np.abs(z) /"),
                 Mistake("squares z instead of taking its absolute value", "np.abs(z)", "np.square(z)"),
                 Mistake("divides by sqrt(1 + z**2), which is another function of this kind",
                         "(1 + np.abs(z))", "np.sqrt(1 + np.square(z))"),
                 Mistake("forgets the brackets: z / 1 + abs(z)", "(1 + np.abs(z))", "1 + np.abs(z)")]),
    "small": agrees("stays exact close to 0", on=several(near_zero, scattered()), points=1, elementwise=True,
        hint="The formula as it stands is fine: do not rewrite it with a difference of numbers close to 1.",
        catches=[Mistake("computes sign(z) * (1 - 1 / (1 + abs(z))), which cancels",
                         "return z / (1 + np.abs(z))", "return np.sign(z) * (1 - 1 / (1 + np.abs(z)))"),
                 Mistake("adds a small number below the fraction, against a division by 0 that cannot happen",
                         "1 + np.abs(z)", "1 + np.abs(z) + 1e-3")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.abs works on arrays of any shape; Python's `if` does not. And // divides without a remainder.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("cuts fractions off where z holds integers", "return z / (1 + np.abs(z))",
                         "return np.asarray(z / (1 + np.abs(z))).astype(np.asarray(z).dtype)")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z /= ...` changes the caller's array.",
        catches=[Mistake("divides the caller's array", "return z / (1 + np.abs(z))", "z /= 1 + np.abs(z); return z")]),
})
