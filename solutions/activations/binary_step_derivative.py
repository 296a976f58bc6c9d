"""binary_step_derivative: why a step cannot learn by gradients."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several


def binary_step_derivative(z):
    """Return the derivative of ``binary_step(z)`` with respect to ``z``, element by element: 0 everywhere.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    At 0 there is no derivative; return 0 there as well.

    >>> print(binary_step_derivative(np.array([-0.5, 0.0, 3.0])))
    [0. 0. 0.]
    """
    return np.zeros(np.shape(z))


def reference(z):
    import torch

    return torch.zeros_like(torch.as_tensor(z, dtype=torch.float64))


def times_zero(z):
    """Another right solution: everything times 0.0."""
    return np.asarray(z) * 0.0


EXERCISE = Exercise(binary_step_derivative, reference, accepts=[times_zero], checks={
    "values": agrees("gives the slope of a flat line", on=several(scattered(), scattered(1e4)), points=1,
        hint="A step is flat on both sides. What slope has a flat line?",
        catches=[Mistake("returns the step, not its slope",
                         "np.zeros(np.shape(z))", "np.where(np.asarray(z) >= 0, 1.0, 0.0)"),
                 Mistake("lets gradients straight through: slope 1 everywhere", "np.zeros", "np.ones"),
                 Mistake("lets gradients straight through where abs(z) <= 1",
                         "np.zeros(np.shape(z))", "np.where(np.abs(z) <= 1, 1.0, 0.0)")]),
    "zero": agrees("gives 0 at the jump too", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12), exactly("worked", -0.5, 0.0, 3.0)),
        hint="There is no derivative at 0; the statement chooses a value.",
        catches=[Mistake("gives infinity at 0",
                         "np.zeros(np.shape(z))", "np.where(np.asarray(z) == 0, np.inf, 0.0)"),
                 Mistake("gives 1 at 0", "np.zeros(np.shape(z))", "np.where(np.asarray(z) == 0, 1.0, 0.0)")]),
    "shapes": agrees("has one slope for each element", on=any_shape(), points=1,
        hint="The result has the shape of z and is floating, also where z holds integers.",
        catches=[Mistake("returns the number 0 for a whole array", "np.zeros(np.shape(z))", "0.0"),
                 Mistake("returns integers where z holds integers", "np.zeros(np.shape(z))", "np.zeros_like(z)")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= 0` writes into the caller's array.",
        catches=[Mistake("writes zeros into the caller's array", "return np.zeros(np.shape(z))", "z *= 0; return z")]),
})
