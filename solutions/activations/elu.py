"""elu: the exponential linear unit (Clevert et al. 2016)."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, near_zero, scattered, several, single


def elu(z, alpha=1.0):
    """Return ``z`` where it is positive, else ``alpha * (exp(z) - 1)``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a positive number. The result is finite for every ``abs(z)`` up to 1e4, and close to 0 every element
    is exact to many digits of its own.

    >>> print(elu(np.array([-1e4, -1.0, 0.0, 2.0])).round(4))
    [-1.     -0.6321  0.      2.    ]
    >>> print(elu(np.array([-1.0, 2.0]), alpha=0.5).round(4))
    [-0.3161  2.    ]
    >>> print(f"{elu(-1e-12):.6e}")
    -1.000000e-12
    """
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def reference(z, alpha=1.0):
    import torch

    return torch.nn.functional.elu(torch.as_tensor(z, dtype=torch.float64), alpha)


def in_two_parts(z, alpha=1.0):
    """Another right solution: the positive part and the exponential of the negative one."""
    return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))


def in_place(z, alpha=1.0):
    """A mistake: h is z, not a copy of it."""
    h = z
    h[h < 0] = alpha * np.expm1(h[h < 0])
    return h


EXERCISE = Exercise(elu, reference, accepts=[in_two_parts], harmless=[
    Harmless("both branches are 0 at 0", ("z > 0", "z >= 0")),
    Harmless("where z is above 0 the exponential is not taken", ("np.minimum(z, 0)", "np.minimum(z, 1)"))], checks={
    "values": agrees("bends to -1 on the left", points=2,
        on=several(exactly("worked", -1.0, 0.0, 2.0), scattered(), single()),
        hint="A straight line on the right, an exponential that is 0 at 0 on the left.",
        catches=[Mistake("forgets to subtract 1 from the exponential", "np.expm1(np.minimum(z, 0))",
                         "np.exp(np.minimum(z, 0))"),
                 Mistake("leaks a line, as the leaky ReLU does", "alpha * np.expm1(np.minimum(z, 0))", "0.01 * z"),
                 Mistake("has the sign of the negative side wrong", "alpha * np", "-alpha * np"),
                 Mistake("returns the slope", "z, alpha * np.expm1(np.minimum(z, 0))",
                         "1.0, alpha * np.exp(np.minimum(z, 0))")]),
    "alpha": agrees("bends to -alpha", points=1,
        on=several(scattered(alpha=0.5), scattered(alpha=2.0), exactly("worked", -1.0, 2.0, alpha=0.5)),
        hint="alpha scales the whole exponential part, and nothing on the right.",
        catches=[Mistake("ignores alpha", "alpha * np", "np"),
                 Mistake("scales the exponential only: alpha * exp(z) - 1",
                         "alpha * np.expm1(np.minimum(z, 0))", "alpha * np.exp(np.minimum(z, 0)) - 1"),
                 Mistake("subtracts alpha inside the brackets: alpha * (exp(z) - alpha)",
                         "alpha * np.expm1(np.minimum(z, 0))", "alpha * (np.exp(np.minimum(z, 0)) - alpha)"),
                 Mistake("puts alpha into the exponent", "alpha * np.expm1(np.minimum(z, 0))",
                         "np.expm1(np.minimum(alpha * z, 0))"),
                 Mistake("scales the positive side too", "np.where(z > 0, z,", "np.where(z > 0, alpha * z,")]),
    "large": agrees("stays finite far out", on=several(far_left, far_right, scattered(300.0)), points=2,
        hint=("np.where computes both sides everywhere, and so does a mask.",
              "0 times infinity is no number: keep large z out of exp."),
        catches=[Mistake("multiplies an overflowing exponential with a mask",
                         "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "(z > 0) * z + (z <= 0) * alpha * np.expm1(z)")]),
    "small": agrees("stays exact close to 0", on=several(near_zero, scattered()), points=1, elementwise=True,
        hint="exp(z) - 1 has few right digits where exp(z) is nearly 1; NumPy has a function for it.",
        catches=[Mistake("subtracts 1 from a number close to 1, which cancels",
                         "np.expm1(np.minimum(z, 0))", "(np.exp(np.minimum(z, 0)) - 1)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "z * 1.0 if z > 0 else alpha * np.expm1(z)", raises="ValueError"),
                 Mistake("flattens its input", "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "np.ravel(np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`h = z` is no copy: both names are the same array.",
        catches=[Mistake("bends the negative elements of the caller's array", function=in_place)]),
})
