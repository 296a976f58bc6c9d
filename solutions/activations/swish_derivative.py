"""swish_derivative: the slope of swish."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def swish_derivative(z):
    """Return the derivative of ``swish(z) = z * sigmoid(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(swish_derivative(np.array([-3.0, 0.0, 2.0])).round(4))
    [-0.0881  0.5     1.0908]
    >>> print(f"{swish_derivative(-50.0):.4e}")
    -9.4509e-21
    """
    s = sigmoid(z)
    return s + z * s * (1 - s)


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.silu(z).sum(), z)[0]


def by_swish(z):
    """Another right solution: by the value of swish itself, as the paper writes it."""
    z = np.asarray(z, dtype=float)
    s = 1 / (1 + np.exp(-z))
    return z * s + s * (1 - z * s)


def one_fraction(z):
    """A mistake: all over one denominator, whose square overflows on the left."""
    e = np.exp(-np.asarray(z, dtype=float))
    return (1 + e + z * e) / (1 + e) ** 2


def written_out(z):
    """Another right solution: the exp of the side where it is small."""
    e = np.exp(-np.abs(z))
    s = np.where(np.asarray(z) >= 0, 1, e) / (1 + e)
    return s + z * s * (1 - s)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    e = np.exp(-np.abs(z))
    s = (1 if z >= 0 else e) / (1 + e)
    return s + z * s * (1 - s)


EXERCISE = Exercise(swish_derivative, reference, accepts=[by_swish, written_out], checks={
    "values": agrees("follows the product rule", points=3,
        on=several(exactly("worked", -3.0, 0.0, 2.0), scattered(), single()),
        hint=("A product of z and sigmoid(z): the product rule gives two terms.",
              "The slope of the sigmoid is s * (1 - s)."),
        catches=[Mistake("forgets the first term of the product rule", "s + z * s", "z * s"),
                 Mistake("forgets the second term of the product rule", "s + z * s * (1 - s)", "s"),
                 Mistake("forgets z in the second term", "z * s * (1 - s)", "s * (1 - s)"),
                 Mistake("multiplies the slopes of the two factors", "s + z * s * (1 - s)", "s * (1 - s)"),
                 Mistake("adds swish itself instead of the sigmoid", "return s + z", "return z * s + z"),
                 Mistake("returns swish itself, not its slope", "s + z * s * (1 - s)", "z * s")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "    s = sigmoid(z)", "    z = np.ravel(z); s = sigmoid(z)")]),
    "right": agrees("stays finite for large positive z", on=far_right, points=1,
        hint="Infinity over infinity is no number. Which of exp(z) and exp(-z) is small here?",
        catches=[Mistake("divides exp(z) by 1 + exp(z), which is infinity over infinity",
                         "s = sigmoid(z)", "s = np.exp(z) / (1 + np.exp(z))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint=("Which of your intermediate results overflows, and which is 1 less a number close to 1?",
              "With an exact sigmoid the product rule, as it stands, is exact."),
        catches=[Mistake("clips z, so that the tail is wrong",
                         "s = sigmoid(z)", "z = np.clip(z, -100, 100); s = 1 / (1 + np.exp(-z))"),
                 Mistake("puts everything over one denominator, which overflows", function=one_fraction),
                 Mistake("computes the sigmoid as 1 less a number close to 1",
                         "s = sigmoid(z)", "s = 1 - 1 / (1 + np.exp(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array", "    return s + z * s * (1 - s)",
                         "    z *= s * (1 - s); return s + z")]),
})
