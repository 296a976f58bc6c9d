"""identity_derivative: the slope of a linear unit."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several


def identity_derivative(z):
    """Return the derivative of ``identity(z) = z`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape,
    so that it can be multiplied with the gradients of a layer like any other slope.

    >>> print(identity_derivative(np.array([[-2.0, 0.0, 3.5]])))
    [[1. 1. 1.]]
    """
    return np.ones(np.shape(z))


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.Identity()(z).sum(), z)[0]


def filled(z):
    """Another right solution: an array like z, of floats."""
    return np.full_like(z, 1, dtype=float)


EXERCISE = Exercise(identity_derivative, reference, accepts=[filled], checks={
    "values": agrees("gives the slope of a straight line", points=1,
        on=several(exactly("around 0", -2.0, 0.0, 3.5), scattered()),
        hint="How much does the output grow when z grows by a little?",
        catches=[Mistake("returns z, the function and not its slope", "np.ones(np.shape(z))", "np.asarray(z) * 1.0"),
                 Mistake("returns 0, the slope of a constant", "np.ones", "np.zeros"),
                 Mistake("gives slope -1 to negative z, as if it were the absolute value",
                         "np.ones(np.shape(z))", "np.where(np.asarray(z) < 0, -1.0, 1.0)")]),
    "shapes": agrees("has one slope for each element", on=any_shape(), points=1,
        hint="The result has the shape of z and is floating, also where z holds integers.",
        catches=[Mistake("returns the number 1 for a whole array", "np.ones(np.shape(z))", "1.0"),
                 Mistake("returns a Jacobian, an identity matrix", "np.ones(np.shape(z))", "np.eye(np.size(z))"),
                 Mistake("returns integers where z holds integers", "np.ones(np.shape(z))", "np.ones_like(z)")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z[...] = 1` writes into the caller's array.",
        catches=[Mistake("fills the caller's array with ones",
                         "return np.ones(np.shape(z))", "z[...] = 1; return z")]),
})
