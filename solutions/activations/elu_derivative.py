"""elu_derivative: the slope of the exponential linear unit."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def elu_derivative(z, alpha=1.0):
    """Return the derivative of ``elu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a positive number. At 0, where the slope may jump, return ``alpha``. The result is finite for every
    ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact to many digits of its own.

    >>> print(elu_derivative(np.array([-1.0, 0.0, 2.0])).round(4))
    [0.3679 1.     1.    ]
    >>> print(elu_derivative(np.array([-1.0, 0.0, 2.0]), alpha=0.5).round(4))
    [0.1839 0.5    1.    ]
    >>> print(f"{elu_derivative(-50.0):.4e}")
    1.9287e-22
    """
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


def reference(z, alpha=1.0):
    """torch autograd, whose slope at 0 is alpha too."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.elu(z, alpha).sum(), z)[0]


def by_mask(z, alpha=1.0):
    """Another right solution: only the negative elements see the exponential."""
    z = np.asarray(z, dtype=float)
    slope = np.ones(z.shape)
    slope[z <= 0] = alpha * np.exp(z[z <= 0])
    return slope


EXERCISE = Exercise(elu_derivative, reference, accepts=[by_mask], harmless=[
    Harmless("where z is above 0 the exponential is not taken", ("np.minimum(z, 0)", "np.minimum(z, 1)"))], checks={
    "values": agrees("gives the slope of either side", points=2,
        on=several(exactly("worked", -1.0, 0.0, 2.0), scattered(), single()),
        hint="What is the derivative of an exponential?",
        catches=[Mistake("returns alpha * (exp(z) - 1), the function and not its slope, on the negative side",
                         "np.exp(", "np.expm1("),
                 Mistake("returns z, not its slope, on the positive side", "z > 0, 1.0,", "z > 0, z,"),
                 Mistake("gives the constant slope alpha to the negative side",
                         "alpha * np.exp(np.minimum(z, 0))", "alpha"),
                 Mistake("brings z down in front of the exponential, as for a power",
                         "alpha * np", "z * alpha * np")]),
    "alpha": agrees("scales the negative side by alpha", points=1,
        on=several(scattered(alpha=0.5), scattered(alpha=2.0)),
        hint="alpha is a constant factor of the negative side.",
        catches=[Mistake("ignores alpha", "alpha * np", "np"),
                 Mistake("puts alpha into the exponent",
                         "np.exp(np.minimum(z, 0))", "np.exp(np.minimum(alpha * z, 0))"),
                 Mistake("adds 1 instead of alpha to the function: elu(z) + 1",
                         "alpha * np.exp(np.minimum(z, 0))", "alpha * np.expm1(np.minimum(z, 0)) + 1")]),
    "zero": agrees("gives alpha at 0", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12, alpha=0.5), exactly("0", 0.0, -1.0, 2.0, alpha=2.0)),
        hint="The statement chooses one of the two slopes for 0.",
        catches=[Mistake("gives 1 at 0", "z > 0", "z >= 0")]),
    "tails": agrees("stays exact in the left tail and finite in the right one", points=2, elementwise=True,
        on=several(far_left, far_right),
        hint=("Adding alpha to a number that is nearly -alpha leaves no digits.",
              "Compute alpha * exp(z) itself; and 0 times infinity is no number, so let exp see no large z."),
        catches=[Mistake("adds alpha to the function, which cancels in the left tail",
                         "alpha * np.exp(np.minimum(z, 0))", "alpha * np.expm1(np.minimum(z, 0)) + alpha"),
                 Mistake("multiplies an overflowing exponential with a mask",
                         "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "(z > 0) * 1.0 + (z <= 0) * alpha * np.exp(z)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "1.0 + 0 * z if z > 0 else alpha * np.exp(z)", raises="ValueError"),
                 Mistake("flattens its input", "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "np.where(np.ravel(z) > 0, 1.0, alpha * np.exp(np.minimum(np.ravel(z), 0)))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("cuts off the positive elements of the caller's array",
                         "    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "    fires = z > 0\n"
                         "    return np.where(fires, 1.0, alpha * np.exp(np.minimum(z, 0, out=z)))")]),
})
