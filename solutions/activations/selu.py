"""selu: the scaled exponential linear unit, which keeps activations normalised (Klambauer et al. 2017)."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, near_zero, scattered, several, single


def selu(z):
    """Return ``scale * z`` where ``z`` is positive, else ``scale * alpha * (exp(z) - 1)``, element by element.

    The two constants are ``scale = 1.0507009873554805`` and ``alpha = 1.6732632423543772``. ``z`` is a number or an
    array of any shape, of floats or integers; the result is floating and has its shape. It is finite for every
    ``abs(z)`` up to 1e4, and close to 0 every element is exact to many digits of its own.

    >>> print(selu(np.array([-1e4, -1.0, 0.0, 2.0])).round(4))
    [-1.7581 -1.1113  0.      2.1014]
    >>> print(f"{selu(-1e-12):.4e}")
    -1.7581e-12
    """
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def reference(z):
    import torch

    return torch.nn.functional.selu(torch.as_tensor(z, dtype=torch.float64))


def in_two_parts(z):
    """Another right solution: the positive part and the exponential of the negative one."""
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return np.maximum(z, 0) * scale + scale * alpha * np.expm1(np.minimum(z, 0))


def in_place(z):
    """A mistake: h is z, not a copy of it."""
    h = z
    h[h < 0] = 1.6732632423543772 * np.expm1(h[h < 0])
    h *= 1.0507009873554805
    return h


EXERCISE = Exercise(selu, reference, accepts=[in_two_parts], harmless=[
    Harmless("both branches are 0 at 0", ("z > 0", "z >= 0")),
    Harmless("where z is above 0 the exponential is not taken", ("np.minimum(z, 0)", "np.minimum(z, 1)"))], checks={
    "values": agrees("scales both sides", points=3,
        on=several(exactly("worked", -1.0, 0.0, 2.0), scattered(), single()),
        hint="It is an ELU with the given alpha, and all of it is scaled.",
        catches=[Mistake("scales the positive side only", "scale * np.where(z > 0, z,", "np.where(z > 0, scale * z,"),
                 Mistake("scales the negative side only", "scale * np.where(z > 0, z, alpha",
                         "np.where(z > 0, z, scale * alpha"),
                 Mistake("does not scale at all", "scale * np.where", "np.where"),
                 Mistake("subtracts alpha inside the brackets: alpha * (exp(z) - alpha)",
                         "alpha * np.expm1(np.minimum(z, 0))", "alpha * (np.exp(np.minimum(z, 0)) - alpha)"),
                 Mistake("forgets to subtract 1 from the exponential", "np.expm1(", "np.exp("),
                 Mistake("rounds the two constants to 1.05 and 1.67", "1.0507009873554805, 1.6732632423543772",
                         "1.05, 1.67"),
                 Mistake("swaps the two constants", "scale, alpha =", "alpha, scale ="),
                 Mistake("multiplies both sides by alpha", "z > 0, z,", "z > 0, alpha * z,"),
                 Mistake("returns the slope", "z, alpha * np.expm1(", "1.0, alpha * np.exp(")]),
    "large": agrees("stays finite far out", on=several(far_left, far_right, scattered(300.0)), points=2,
        hint=("np.where computes both sides everywhere, and so does a mask.",
              "0 times infinity is no number: keep large z out of exp."),
        catches=[Mistake("multiplies an overflowing exponential with a mask",
                         "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "((z > 0) * z + (z <= 0) * alpha * np.expm1(z))")]),
    "small": agrees("stays exact close to 0", on=several(near_zero, scattered()), points=1, elementwise=True,
        hint="exp(z) - 1 has few right digits where exp(z) is nearly 1; NumPy has a function for it.",
        catches=[Mistake("subtracts 1 from a number close to 1, which cancels",
                         "np.expm1(np.minimum(z, 0))", "(np.exp(np.minimum(z, 0)) - 1)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "(z if z > 0 else alpha * np.expm1(z))", raises="ValueError"),
                 Mistake("flattens its input", "np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
                         "np.ravel(np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`h = z` is no copy: both names are the same array.",
        catches=[Mistake("bends and scales the caller's array", function=in_place)]),
})
