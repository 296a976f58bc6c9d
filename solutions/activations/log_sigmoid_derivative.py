"""log_sigmoid_derivative: the slope of the logarithm of the sigmoid."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def log_sigmoid_derivative(z):
    """Return the derivative of ``log_sigmoid(z) = log(1 / (1 + exp(-z)))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the right tail, up to ``z = 700``, every element is exact
    to many digits of its own.

    >>> print(log_sigmoid_derivative(np.array([-1e4, -1.0, 0.0, 1.0])).round(4))
    [1.     0.7311 0.5    0.2689]
    >>> print(f"{log_sigmoid_derivative(50.0):.4e}")
    1.9287e-22
    """
    return sigmoid(-z)


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.logsigmoid(z).sum(), z)[0]


def of_the_other_side(z):
    """Another right solution: the sigmoid of -z; where exp(z) is infinite, 1 over it is 0, as it should be."""
    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    e = np.exp(-abs(z))
    return e / (1 + e) if z >= 0 else 1 / (1 + e)


def written_out(z):
    """Another right solution: the exp of the side where it is small."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, e, 1) / (1 + e)


EXERCISE = Exercise(log_sigmoid_derivative, reference, accepts=[of_the_other_side, written_out], checks={
    "values": agrees("gives the slope at moderate values", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        hint=("The chain rule: 1 / s times the slope of the sigmoid s.",
              "Simplify it on paper; what is left is the sigmoid of another number."),
        catches=[Mistake("returns the sigmoid of z", "sigmoid(-z)", "sigmoid(z)"),
                 Mistake("returns 1 / s, and forgets the slope of the sigmoid",
                         "sigmoid(-z)", "1 + np.exp(-z)"),
                 Mistake("returns the slope of the sigmoid, and forgets that of the logarithm",
                         "return sigmoid(-z)", "e = np.exp(-np.abs(z)); return e / (1 + e) ** 2"),
                 Mistake("has the wrong sign", "return sigmoid", "return -sigmoid")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError"),
                 Mistake("flattens its input", "sigmoid(-z)", "sigmoid(-np.ravel(z))")]),
    "left": agrees("stays finite for large negative z", on=far_left, points=2, elementwise=True,
        hint="Infinity over infinity is no number. Which of exp(z) and exp(-z) is small here?",
        catches=[Mistake("divides exp(-z) by 1 + exp(-z), which is infinity over infinity",
                         "sigmoid(-z)", "np.exp(np.negative(z)) / (1 + np.exp(np.negative(z)))")]),
    "right": agrees("stays exact for large positive z", on=far_right, points=2, elementwise=True,
        hint="1 less a number close to 1 has lost its digits.",
        catches=[Mistake("clips z, so that the tail is flat",
                         "sigmoid(-z)", "1 / (1 + np.exp(np.clip(z, -100, 100)))"),
                 Mistake("computes 1 - sigmoid(z), which cancels",
                         "sigmoid(-z)", "1 - 1 / (1 + np.exp(-np.asarray(z, dtype=float)))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value",
                         "return sigmoid(-z)", "s = np.sign(z); return sigmoid(-s * np.abs(z, out=z))")]),
})
