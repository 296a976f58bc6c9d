"""relu_derivative: the slope of the rectified linear unit."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def relu_derivative(z):
    """Return the derivative of ``relu(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    At 0, where the slope jumps, return 0.

    >>> print(relu_derivative(np.array([[-1.5, 0.0], [2.0, -3.0]])))
    [[0. 0.]
     [1. 0.]]
    """
    return np.where(z > 0, 1.0, 0.0)


def reference(z):
    """torch autograd, whose slope at 0 is 0 too."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.relu(z).sum(), z)[0]


def by_step(z):
    """Another right solution: NumPy's step, with 0 at 0."""
    return np.heaviside(z, 0.0)


def after_relu_in_place(z):
    """A mistake: a mask of z after it was rectified, which holds everywhere."""
    h = z
    h[h < 0] = 0
    return (z >= 0) * 1.0


EXERCISE = Exercise(relu_derivative, reference, accepts=[by_step], checks={
    "values": agrees("gives 1 where the unit fires and 0 elsewhere", points=2,
        on=several(scattered(), scattered(1e4), single()),
        hint="A line through 0 with slope 1 on the right, and a flat line on the left.",
        catches=[Mistake("returns relu(z), not its slope", "1.0, 0.0", "z, 0.0"),
                 Mistake("gives slope -1 to negative z, as if it were the absolute value", "1.0, 0.0", "1.0, -1.0"),
                 Mistake("gives slope 1 everywhere", "1.0, 0.0", "1.0, 1.0"),
                 Mistake("returns truth values instead of floats",
                         "np.where(z > 0, 1.0, 0.0)", "np.asarray(z) > 0")]),
    "zero": agrees("gives 0 at 0", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12), exactly("worked", -1.5, 0.0, 2.0, -3.0)),
        hint="The statement chooses one of the two slopes for 0.",
        catches=[Mistake("gives 1 at 0", "z > 0", "z >= 0"),
                 Mistake("gives 1/2 at 0", "np.where(z > 0, 1.0, 0.0)", "np.heaviside(z, 0.5)")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element, and 1.0 is floating where 1 is not.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, 1.0, 0.0)", "1.0 if z > 0 else 0.0"),
                 Mistake("returns integers where z holds integers",
                         "np.where(z > 0, 1.0, 0.0)", "np.where(np.asarray(z) > 0, np.ones_like(z), 0 * z)")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`h = z` is no copy: after `h[h < 0] = 0` there is nothing negative left in z.",
        catches=[Mistake("rectifies the caller's array before it looks at its signs", function=after_relu_in_place),
                 Mistake("writes the slope into the caller's array",
                         "return np.where(z > 0, 1.0, 0.0)", "z[...] = np.where(z > 0, 1.0, 0.0); return z")]),
})
