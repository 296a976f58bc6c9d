"""exponential_derivative: the one function that is its own slope."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def exponential_derivative(z):
    """Return the derivative of ``exp(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. Above
    709 the result is too large for a float, and infinity is the right answer: nothing is clipped.

    >>> print(exponential_derivative(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3679 1.     2.7183]
    """
    return np.exp(z)


def reference(z):
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.exp(z).sum(), z)[0]


def by_power(z):
    """Another right solution: a power of e, for floats."""
    return np.float64(np.e) ** np.asarray(z, dtype=float)


EXERCISE = Exercise(exponential_derivative, reference, accepts=[by_power], checks={
    "values": agrees("gives the slope of the exponential", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        hint="Which function is its own derivative?",
        catches=[Mistake("takes the rule for powers of z: z * exp(z - 1)", "np.exp(z)", "z * np.exp(z - 1)"),
                 Mistake("brings z down in front of the exponential", "np.exp(z)", "z * np.exp(z)"),
                 Mistake("returns the slope of the logarithm, 1 / exp(z)", "np.exp(z)", "1 / np.exp(z)"),
                 Mistake("takes the slope a * (1 - a) of the sigmoid for a = exp(z)", "np.exp(z)",
                         "np.exp(z) * (1 - np.exp(z))"),
                 Mistake("returns a slope of 1 everywhere", "np.exp(z)", "np.ones(np.shape(z)) * 1.0")]),
    "tails": agrees("clips nothing", on=several(far_left, far_right), points=1, elementwise=True,
        hint="The slope is as large as the function, and far out infinity is right.",
        catches=[Mistake("clips z between -500 and 500, which caps the result", "np.exp(z)",
                         "np.exp(np.clip(z, -500, 500))"),
                 Mistake("gives no slope where the function is infinite", "np.exp(z)",
                         "np.where(np.asarray(z) > 709, 0.0, np.exp(z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's exp works on arrays and on single numbers; that of the math module does not.",
        catches=[Mistake("cuts fractions off where z holds integers", "np.exp(z)",
                         "np.exp(z).astype(np.asarray(z).dtype)"),
                 Mistake("flattens its input", "np.exp(z)", "np.exp(np.ravel(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("writes the result into the caller's array", "np.exp(z)", "np.exp(z, out=z)")]),
})
