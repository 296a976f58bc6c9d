"""softplus_derivative: the slope of softplus, which is the sigmoid."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def softplus_derivative(z):
    """Return the derivative of ``softplus(z) = log(1 + exp(z))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(softplus_derivative(np.array([-1.0, 0.0, 1.0, 1e4])).round(4))
    [0.2689 0.5    0.7311 1.    ]
    >>> print(f"{softplus_derivative(-50.0):.4e}")
    1.9287e-22
    """
    return sigmoid(z)


def reference(z):
    """torch autograd, of the sum of exp(0) and exp(z) as logarithms."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.logaddexp(torch.zeros_like(z), z).sum(), z)[0]


def by_softplus(z):
    """Another right solution: the sigmoid by its logarithm, which is minus the softplus of -z."""
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


def by_math(z):
    """A mistake: `math.exp` takes one number only."""
    import math

    return 1 / (1 + math.exp(-z))


def written_out(z):
    """Another right solution: the exp of the side where it is small."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


EXERCISE = Exercise(softplus_derivative, reference, accepts=[by_softplus, written_out], checks={
    "values": agrees("gives the slope at moderate values", points=2,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        hint=("The chain rule: the derivative of the logarithm, times that of what is inside.",
              "exp(z) / (1 + exp(z)) is a function that you know."),
        catches=[Mistake("forgets the derivative of what is inside the logarithm",
                         "sigmoid(z)", "sigmoid(-z)"),
                 Mistake("returns exp(z), the derivative of what is inside the logarithm",
                         "sigmoid(z)", "np.exp(z)"),
                 Mistake("returns softplus itself, not its slope",
                         "sigmoid(z)", "np.logaddexp(0, z)"),
                 Mistake("takes the slope of ReLU, a step", "sigmoid(z)",
                         "np.where(z > 0, 1.0, 0.0)"),
                 Mistake("differentiates twice: s * (1 - s)",
                         "return sigmoid(z)", "e = np.exp(-np.abs(z)); return e / (1 + e) ** 2")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's functions work on arrays of any shape; those of `math` do not.",
        catches=[Mistake("uses math.exp, which takes one number only", function=by_math, raises="TypeError"),
                 Mistake("returns a Jacobian instead of the slope of each element",
                         "sigmoid(z)", "np.diag(np.ravel(sigmoid(z)))")]),
    "right": agrees("stays finite for large positive z", on=far_right, points=1, elementwise=True,
        hint="Infinity over infinity is no number. Divide both by exp(z) first, on paper.",
        catches=[Mistake("divides exp(z) by 1 + exp(z), which is infinity over infinity",
                         "sigmoid(z)", "np.exp(z) / (1 + np.exp(z))")]),
    "left": agrees("stays exact for large negative z", on=far_left, points=2, elementwise=True,
        hint="1 less a number close to 1 has lost its digits.",
        catches=[Mistake("takes 1 less 1 / (1 + exp(z)), which cancels",
                         "sigmoid(z)", "1 - 1 / (1 + np.exp(z))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="Operations with `out=` or `*=` change the caller's array.",
        catches=[Mistake("changes z while taking its absolute value",
                         "return sigmoid(z)", "s = np.sign(z); return sigmoid(s * np.abs(z, out=z))")]),
})
