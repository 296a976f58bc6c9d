"""leaky_relu_derivative: the slope of the leaky ReLU."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def leaky_relu_derivative(z, alpha=0.01):
    """Return the derivative of ``leaky_relu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a number between 0 and 1. At 0, where the slope jumps, return ``alpha``.

    >>> print(leaky_relu_derivative(np.array([-2.0, 0.0, 3.0])))
    [0.01 0.01 1.  ]
    >>> print(leaky_relu_derivative(np.array([-2.0, 0.0, 3.0]), alpha=0.2))
    [0.2 0.2 1. ]
    """
    return np.where(z > 0, 1.0, alpha)


def reference(z, alpha=0.01):
    """torch autograd, whose slope at 0 is alpha too."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.leaky_relu(z, alpha).sum(), z)[0]


def by_mask(z, alpha=0.01):
    """Another right solution: the difference of the slopes, where the unit fires."""
    return alpha + (1 - alpha) * (np.asarray(z) > 0)


def like_its_input(z, alpha=0.01):
    """A mistake: an integer array keeps no fractions."""
    slope = np.ones_like(z)
    slope[np.asarray(z) <= 0] = alpha
    return slope


def in_place(z, alpha=0.01):
    """A mistake: the caller's array becomes the slope."""
    fires = z > 0
    z[fires] = 1.0
    z[~fires] = alpha
    return z


EXERCISE = Exercise(leaky_relu_derivative, reference, accepts=[by_mask], checks={
    "values": agrees("gives the slope of either side", points=1, on=several(scattered(), scattered(1e4), single()),
        hint="Both sides are straight lines, so there are two slopes in all.",
        catches=[Mistake("returns alpha * z, the function and not its slope, on the negative side",
                         "1.0, alpha", "1.0, alpha * z"),
                 Mistake("gives slope 0 to the negative side, as ReLU does", "1.0, alpha", "1.0, 0.0"),
                 Mistake("has the wrong sign on the negative side", "1.0, alpha", "1.0, -alpha"),
                 Mistake("returns z, not its slope, on the positive side", "1.0, alpha", "z, alpha")]),
    "alpha": agrees("uses alpha as it is given", points=1,
        on=several(scattered(alpha=0.2), scattered(alpha=0.5), scattered(alpha=0.0)),
        hint="The slope of the negative side is an argument; 0.01 is only its default.",
        catches=[Mistake("always uses 0.01, whatever alpha is", "1.0, alpha", "1.0, 0.01")]),
    "zero": agrees("gives alpha at 0", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12), exactly("worked", -2.0, 0.0, 3.0, alpha=0.2)),
        hint="The statement chooses one of the two slopes for 0.",
        catches=[Mistake("gives 1 at 0", "z > 0", "z >= 0"),
                 Mistake("gives 0 at 0", "np.where(z > 0, 1.0, alpha)",
                         "np.where(z > 0, 1.0, alpha) * (np.asarray(z) != 0)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.ones_like takes over the dtype as well as the shape.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, 1.0, alpha)", "1.0 if z > 0 else alpha"),
                 Mistake("writes alpha into an array like z, which cuts it to 0 where z holds integers",
                         function=like_its_input)]),
    "pure": keeps_inputs(on=several(scattered(), scattered(alpha=0.1)), points=1,
        hint="`z[z > 0] = 1` writes into the caller's array.",
        catches=[Mistake("writes the slope into the caller's array", function=in_place)]),
})
