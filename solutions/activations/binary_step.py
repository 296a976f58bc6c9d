"""binary_step: the threshold activation (McCulloch & Pitts 1943)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def binary_step(z):
    """Return 1.0 where ``z >= 0``, else 0.0, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Mind the value at 0, which is 1.

    >>> print(binary_step(np.array([[-0.5, 0.0], [1e-9, 7.0]])))
    [[0. 1.]
     [1. 1.]]
    """
    return np.where(z >= 0, 1.0, 0.0)


def reference(z):
    """torch's step, whose second argument is the value at 0."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64)
    return torch.heaviside(z, torch.ones_like(z))


def by_cast(z):
    """Another right solution: a comparison, turned into floats."""
    return (np.asarray(z) >= 0).astype(float)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return 1.0 if z >= 0 else 0.0


EXERCISE = Exercise(binary_step, reference, accepts=[by_cast], checks={
    "values": agrees("steps from 0 to 1", on=several(scattered(), scattered(1e4), single()), points=1,
        hint="There are two values only, and both are floats.",
        catches=[Mistake("steps from -1 to 1, as np.sign does", "np.where(z >= 0, 1.0, 0.0)", "np.sign(z) * 1.0"),
                 Mistake("returns truth values instead of floats", "np.where(z >= 0, 1.0, 0.0)", "np.asarray(z) >= 0"),
                 Mistake("lets positive values through unchanged, as ReLU does", "1.0, 0.0", "1.0 * z, 0.0"),
                 Mistake("steps down instead of up", "z >= 0", "z <= 0")]),
    "zero": agrees("gives 1 at 0", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12), exactly("worked", -0.5, 0.0, 1e-9, 7.0)),
        hint="Read the statement's inequality once more.",
        catches=[Mistake("gives 0 at 0", "z >= 0", "z > 0"),
                 Mistake("gives 1/2 at 0", "np.where(z >= 0, 1.0, 0.0)", "np.heaviside(z, 0.5)"),
                 Mistake("steps at 1/2 instead of at 0", "z >= 0", "z >= 0.5")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number", function=for_numbers_only),
                 Mistake("returns integers where z holds integers",
                         "np.where(z >= 0, 1.0, 0.0)", "np.where(np.asarray(z) >= 0, np.ones_like(z), 0 * z)")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z[z < 0] = 0` writes into the caller's array.",
        catches=[Mistake("writes zeros and ones into the caller's array",
                         "return np.where(z >= 0, 1.0, 0.0)", "z[...] = np.where(z >= 0, 1.0, 0.0); return z")]),
})
