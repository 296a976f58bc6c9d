"""log_sigmoid_derivative: the slope of the logarithm of the sigmoid."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
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
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1) / (1 + e)


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


EXERCISE = Exercise(log_sigmoid_derivative, reference, accepts=[of_the_other_side],
                    harmless=[Harmless("both branches are 1/2 at 0", ("z >= 0", "z > 0"))], checks={
    "values": agrees("gives the slope at moderate values", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        hint=("The chain rule: 1 / s times the slope of the sigmoid s.",
              "Simplify it on paper; what is left is the sigmoid of another number."),
        catches=[Mistake("returns the sigmoid of z", "np.where(z >= 0, e, 1)", "np.where(z >= 0, 1, e)"),
                 Mistake("returns 1 / s, and forgets the slope of the sigmoid",
                         "np.where(z >= 0, e, 1) / (1 + e)", "1 + np.exp(-z)"),
                 Mistake("returns the slope of the sigmoid, and forgets that of the logarithm",
                         "np.where(z >= 0, e, 1) / (1 + e)", "e / (1 + e) ** 2"),
                 Mistake("has the wrong sign", "return np", "return -np")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; Python's `if` does not.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only),
                 Mistake("flattens its input", "    e = np.exp", "    z = np.ravel(z); e = np.exp")]),
    "left": agrees("stays finite for large negative z", on=far_left, points=2, elementwise=True,
        hint="Infinity over infinity is no number. Which of exp(z) and exp(-z) is small here?",
        catches=[Mistake("divides exp(-z) by 1 + exp(-z), which is infinity over infinity",
                         "np.where(z >= 0, e, 1) / (1 + e)", "np.exp(np.negative(z)) / (1 + np.exp(np.negative(z)))")]),
    "right": agrees("stays exact for large positive z", on=far_right, points=2, elementwise=True,
        hint="1 less a number close to 1 has lost its digits.",
        catches=[Mistake("clips z, so that the tail is flat",
                         "    e = np.exp", "    z = np.clip(z, -100, 100); e = np.exp"),
                 Mistake("computes 1 - sigmoid(z), which cancels",
                         "np.where(z >= 0, e, 1) / (1 + e)", "1 - 1 / (1 + np.exp(-np.asarray(z, dtype=float)))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value",
                         "e = np.exp(-np.abs(z))", "s = np.sign(z); e = np.exp(-np.abs(z, out=z)); z = s * z")]),
})
