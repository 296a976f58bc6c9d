"""swish: a smooth, bounded-below relative of ReLU (Ramachandran et al. 2017), also called SiLU."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def swish(z):
    """Return ``z * sigmoid(z)`` with ``sigmoid(z) = 1 / (1 + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(swish(np.array([-1.0, 0.0, 2.0])).round(4))
    [-0.2689  0.      1.7616]
    >>> print(f"{swish(-50.0):.4e}")
    -9.6437e-21
    """
    return z * sigmoid(z)


def reference(z):
    import torch

    return torch.nn.functional.silu(torch.as_tensor(z, dtype=torch.float64))


def as_quotient(z):
    """Another right solution: where exp(-z) overflows to infinity, z over it is 0, as it should be."""
    z = np.asarray(z, dtype=float)
    return z / (1 + np.exp(-z))


def written_out(z):
    """Another right solution: the exp of the side where it is small."""
    e = np.exp(-np.abs(z))
    return z * np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    e = np.exp(-np.abs(z))
    return z * (1 if z >= 0 else e) / (1 + e)


EXERCISE = Exercise(swish, reference, accepts=[as_quotient, written_out], checks={
    "values": agrees("gives z times its sigmoid", points=2,
        on=several(exactly("worked", -1.0, 0.0, 2.0), scattered(), single()),
        hint="It dips to about -0.28 on the left of 0, and follows z on the right.",
        catches=[Mistake("returns the sigmoid, without z", "z * sigmoid(z)", "sigmoid(z)"),
                 Mistake("has the sign of the exponent wrong",
                         "z * sigmoid(z)", "z / (1 + np.exp(z))"),
                 Mistake("multiplies with tanh instead of the sigmoid",
                         "z * sigmoid(z)", "z * np.tanh(z)"),
                 Mistake("cuts the negative side off, as ReLU does", "z * sigmoid(z)", "np.maximum(z, 0) * sigmoid(z)"),
                 Mistake("scales z by 1.702 inside the sigmoid, which approximates GELU",
                         "z * sigmoid(z)", "z * sigmoid(1.702 * z)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="`*` multiplies element by element; np.dot does not.",
        catches=[Mistake("multiplies as matrices with np.dot",
                         "z * sigmoid(z)", "np.dot(z, sigmoid(z))"),
                 Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError")]),
    "right": agrees("stays finite for large positive z", points=2,
        on=several(exactly("on both sides of 0", -1.5, 0.0, 2.5), far_right),
        hint="Infinity over infinity is no number. Which of exp(z) and exp(-z) is small here?",
        catches=[Mistake("divides exp(z) by 1 + exp(z), which is infinity over infinity",
                         "z * sigmoid(z)", "z * (np.exp(z) / (1 + np.exp(z)))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint="1 less a number close to 1 has lost its digits, and a clipped tail is not exact.",
        catches=[Mistake("clips z inside the sigmoid, so that the tail is wrong",
                         "z * sigmoid(z)", "z / (1 + np.exp(-np.clip(z, -100, 100)))"),
                 Mistake("takes 1 less a number close to 1, which cancels",
                         "z * sigmoid(z)", "z * (1 - 1 / (1 + np.exp(z)))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array", "return z * sigmoid(z)", "z *= sigmoid(z); return z")]),
})
