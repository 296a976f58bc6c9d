"""softsign_derivative: the slope of softsign."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def softsign_derivative(z):
    """Return the derivative of ``softsign(z) = z / (1 + abs(z))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Every element is exact to many digits of its own, for ``abs(z)`` up to 1e30.

    >>> print(softsign_derivative(np.array([-3.0, 0.0, 1.0])))
    [0.0625 1.     0.25  ]
    >>> print(softsign_derivative(1e20))
    1e-40
    """
    return 1 / (1 + np.abs(z)) ** 2


def reference(z):
    """The reciprocal of the square: torch autograd takes the quotient rule, which cancels far out."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64)
    return (1 + z.abs()).square().reciprocal()


def twice(z):
    """Another right solution: two divisions."""
    return 1 / (1 + np.abs(z)) / (1 + np.abs(z))


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return 1 / (1 + z) ** 2 if z > 0 else 1 / (1 - z) ** 2


def far_out(rng):
    """Both tails, of every size from 1e9 to 1e30."""
    z = 10 ** rng.uniform([9, 12, 15, 18, 22], [12, 15, 18, 22, 30], size=(2, 5))
    yield Case("far out", dict(z=np.concatenate([z[0], -z[1]])))


EXERCISE = Exercise(softsign_derivative, reference, accepts=[twice], checks={
    "values": agrees("gives the slope at moderate values", points=2,
        on=several(exactly("worked", -3.0, 0.0, 1.0), scattered(), single()),
        hint=("The quotient rule, for positive z first; then think about the sign of abs(z).",
              "The slope is even: the same at z and -z."),
        catches=[Mistake("takes z for the output of softsign: (1 - abs(z))**2",
                         "1 / (1 + np.abs(z)) ** 2", "(1 - np.abs(z)) ** 2"),
                 Mistake("forgets the square", "(1 + np.abs(z)) ** 2", "(1 + np.abs(z))",
                         hint="The quotient rule leaves a square below the fraction."),
                 Mistake("gives negative z a negative slope",
                         "return 1 /", "return np.where(np.asarray(z) < 0, -1, 1) /"),
                 Mistake("squares z instead of the sum", "(1 + np.abs(z)) ** 2", "(1 + np.abs(z) ** 2)",
                         hint="What is squared is all of what z is divided by, 1 + abs(z)."),
                 Mistake("forgets the absolute value", "np.abs(z)", "z")]),
    "tails": agrees("stays exact far out", on=far_out, points=2, elementwise=True,
        hint="1e20 + 1 - 1e20 is 0. Simplify the quotient rule on paper before you write it down.",
        catches=[Mistake("leaves the quotient rule unsimplified, which cancels",
                         "return 1 / (1 + np.abs(z)) ** 2",
                         "return (1 + np.abs(z) - np.abs(z)) / (1 + np.abs(z)) ** 2"),
                 Mistake("squares 1 - abs(softsign(z)), which cancels", "return 1 / (1 + np.abs(z)) ** 2",
                         "return (1 - np.abs(z / (1 + np.abs(z)))) ** 2")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.abs works on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("returns a Jacobian instead of the slope of each element",
                         "return 1 / (1 + np.abs(z)) ** 2", "return np.diag(np.ravel(1 / (1 + np.abs(z)) ** 2))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("changes z while taking its absolute value", "np.abs(z)", "np.abs(z, out=z)")]),
})
