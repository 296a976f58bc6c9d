"""exponential: the output of a unit whose target is a rate or a count, which is never negative."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def exponential(z):
    """Return ``exp(z)``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. Above
    709 the result is too large for a float, and infinity is the right answer: nothing is clipped.

    >>> print(exponential(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3679 1.     2.7183]
    >>> print(f"{exponential(700.0):.4e}")
    1.0142e+304
    """
    return np.exp(z)


def reference(z):
    import torch

    return torch.exp(torch.as_tensor(z, dtype=torch.float64))


def by_power(z):
    """Another right solution: a power of e, for floats."""
    return np.float64(np.e) ** np.asarray(z, dtype=float)


EXERCISE = Exercise(exponential, reference, accepts=[by_power], checks={
    "values": agrees("raises e to the power of z", on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single()),
        points=2, hint="It is 1 at 0, and NumPy has a function for it.",
        catches=[Mistake("raises 2 to the power of z", "np.exp(", "np.exp2("),
                 Mistake("has the sign of the exponent wrong", "np.exp(z)", "np.exp(-z)"),
                 Mistake("subtracts 1, as the ELU does", "np.exp(", "np.expm1("),
                 Mistake("raises z to the power of e", "np.exp(z)", "np.abs(z) ** np.e")]),
    "tails": agrees("clips nothing", on=several(far_left, far_right), points=2, elementwise=True,
        hint="A float may be as large as 1e308 and as small as 1e-308, and beyond there are infinity and 0.",
        catches=[Mistake("clips z between -500 and 500, which caps the result", "np.exp(z)",
                         "np.exp(np.clip(z, -500, 500))"),
                 Mistake("keeps the result finite beyond 709", "np.exp(z)", "np.exp(np.minimum(z, 709))"),
                 Mistake("adds a small number to the result", "np.exp(z)", "np.exp(z) + 1e-12"),
                 Mistake("turns infinity into a large number", "np.exp(z)", "np.nan_to_num(np.exp(z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="NumPy's exp works on arrays and on single numbers; that of the math module does not.",
        catches=[Mistake("cuts fractions off where z holds integers", "np.exp(z)",
                         "np.exp(z).astype(np.asarray(z).dtype)"),
                 Mistake("flattens its input", "np.exp(z)", "np.exp(np.ravel(z))"),
                 Mistake("takes a single number only", "np.exp(z)", "np.exp(float(z))", raises="TypeError")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("writes the result into the caller's array", "np.exp(z)", "np.exp(z, out=z)")]),
})
