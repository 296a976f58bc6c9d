"""mish_derivative: the slope of mish."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def mish_derivative(z):
    """Return the derivative of ``mish(z) = z * tanh(log(1 + exp(z)))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(mish_derivative(np.array([-3.0, 0.0, 2.0])).round(4))
    [-0.0934  0.6     1.0693]
    >>> print(f"{mish_derivative(-50.0):.4e}")
    -9.4509e-21
    """
    t = np.tanh(np.logaddexp(0, z))
    s = np.exp(-np.logaddexp(0, -z))
    return t + z * s * (1 - t**2)


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.mish(z).sum(), z)[0]


def of_small_exponentials(z):
    """Another right solution: log1p on one side, an exponential of -abs(z) everywhere."""
    e = np.exp(-np.abs(z))
    t = np.tanh(np.maximum(z, 0) + np.log1p(e))
    return t + z * np.where(z >= 0, 1, e) / (1 + e) * (1 - t) * (1 + t)


def as_published(z):
    """A mistake: the paper's fraction, in which exp(3z) overflows."""
    omega = 4 * (z + 1) + 4 * np.exp(2 * z) + np.exp(3 * z) + np.exp(z) * (4 * z + 6)
    delta = 2 * np.exp(z) + np.exp(2 * z) + 2
    return np.exp(z) * omega / delta**2


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    t = np.tanh(np.logaddexp(0, z))
    s = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
    return t + z * s * (1 - t**2)


EXERCISE = Exercise(mish_derivative, reference, accepts=[of_small_exponentials], checks={
    "values": agrees("follows the product and the chain rule", points=4,
        on=several(exactly("worked", -3.0, 0.0, 2.0), scattered(), single()),
        hint=("A product of z and tanh(softplus(z)): the product rule gives two terms.",
              "In the second one the chain rule multiplies the slope of tanh with that of softplus."),
        catches=[Mistake("forgets the first term of the product rule", "return t + z", "return z"),
                 Mistake("forgets the second term of the product rule", "t + z * s * (1 - t**2)", "t"),
                 Mistake("forgets the slope of softplus in the chain rule", "z * s * (1", "z * (1"),
                 Mistake("forgets the slope of tanh in the chain rule", " * (1 - t**2)", ""),
                 Mistake("forgets z in the second term", "z * s * (1", "s * (1"),
                 Mistake("takes 1 - t for the slope of tanh", "1 - t**2", "1 - t"),
                 Mistake("takes the slope of tanh at z instead of at softplus(z)", "1 - t**2", "1 - np.tanh(z) ** 2")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "    t = np.tanh", "    z = np.ravel(z); t = np.tanh")]),
    "right": agrees("stays finite for large positive z", on=far_right, points=2,
        hint="Infinity over infinity is no number, and exp(3z) overflows long before exp(z).",
        catches=[Mistake("uses the published fraction of powers of exp(z), which is infinity over infinity",
                         function=as_published),
                 Mistake("divides exp(z) by 1 + exp(z), which is infinity over infinity",
                         "np.exp(-np.logaddexp(0, -z))", "np.exp(z) / (1 + np.exp(z))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint=("1 + exp(-50) is 1, to the last digit, and log(1) is 0.",
              "Both softplus and the sigmoid have to be exact in their left tail."),
        catches=[Mistake("adds the small exp to 1 inside the logarithm, where it is lost",
                         "np.logaddexp(0, z)", "np.log(1 + np.exp(z))"),
                 Mistake("computes the sigmoid as 1 less a number close to 1",
                         "np.exp(-np.logaddexp(0, -z))", "1 - 1 / (1 + np.exp(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array", "    return t + z * s * (1 - t**2)",
                         "    z *= s * (1 - t**2); return t + z")]),
})
