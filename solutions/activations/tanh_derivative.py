"""tanh_derivative: the slope of the hyperbolic tangent."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def tanh_derivative(z):
    """Return the derivative of ``tanh(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is ``1 - tanh(z)**2`` on paper. Every element is exact to many digits of its own: far out on either side
    the slope is small, but not 0 before normal floats end (``abs(z)`` about 354).

    >>> print(tanh_derivative(np.array([-1.0, 0.0, 0.42])).round(4))
    [0.42   1.     0.8424]
    >>> print(f"{tanh_derivative(30.0):.4e}")
    3.5026e-26
    """
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


def reference(z):
    """Four times the logistic function's slope at 2z: torch's own autograd takes 1 - tanh(z)**2, which cancels."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64)
    return 4 * torch.sigmoid(2 * z) * torch.sigmoid(-2 * z)


def by_cosh(z):
    """Another right solution: the squared hyperbolic secant, without its overflow."""
    return 1 / np.cosh(np.minimum(np.abs(z), 700.0)) ** 2


def far_out(rng):
    """Both tails, as far as the slope is a normal float, and beyond."""
    z = rng.uniform(30, 350, size=(2, 6))
    yield Case("both tails", dict(z=np.concatenate([z[0], -z[1]])))
    yield Case("beyond", dict(z=np.array([-1e4, -800.0, -rng.uniform(30, 350), 800.0, 1e4])))


def textbook(z):
    """A mistake: right on paper."""
    return 1 - np.tanh(z) ** 2


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    e = np.exp(-2 * z) if z > 0 else np.exp(2 * z)
    return 4 * e / (1 + e) ** 2


EXERCISE = Exercise(tanh_derivative, reference, accepts=[by_cosh], checks={
    "values": agrees("gives the slope at moderate values", points=3,
        on=several(exactly("published", -1.0, 0.0, 0.42), scattered(2.0), single()),
        hint="How does the slope follow from the value of tanh itself?",
        catches=[Mistake("takes z for the output of tanh: 1 - z**2", "return 4 * e / (1 + e) ** 2", "return 1 - z**2"),
                 Mistake("forgets the square: 1 - tanh(z)", "return 4 * e / (1 + e) ** 2", "return 1 - np.tanh(z)"),
                 Mistake("applies tanh twice before taking the slope", "np.abs(z))", "np.abs(np.tanh(z)))"),
                 Mistake("takes the slope of the sigmoid, a * (1 - a), for that of tanh",
                         "return 4 * e / (1 + e) ** 2", "return np.tanh(z) * (1 - np.tanh(z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("returns a Jacobian instead of the slope of each element",
                         "return 4 * e / (1 + e) ** 2", "return np.diag(np.ravel(4 * e / (1 + e) ** 2))")]),
    "tails": agrees("stays exact in both tails", points=2, elementwise=True,
        on=several(exactly("half way", -340.0, -20.5, -19.0, 19.0, 25.5, 340.0), far_out),
        hint=("tanh(z)**2 is 1 to the last digit where z is 20, and 1 - 1 is nothing.",
              "Write the slope with exp(-2 * abs(z)), which is small on both sides."),
        catches=[Mistake("subtracts tanh(z)**2 from 1, which cancels", function=textbook),
                 Mistake("overflows for large negative z, where exp(-2 * z) is large", "np.abs(z)", "z"),
                 Mistake("overflows for large positive z, where exp(2 * z) is large", "-2 * np.abs(z)", "2 * z")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value", "np.abs(z)", "np.abs(z, out=z)")]),
})
