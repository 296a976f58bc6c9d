"""relu_backward: the gradient through ReLU, from its input."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several, upstream


def relu_backward(dout, z):
    """Return the gradient of a loss with respect to ``z``, where ``a = max(z, 0)``, element by element.

    ``dout`` is the gradient with respect to ``a``, and ``z`` is the input of ReLU. The slope is 1 where ``z > 0`` and 0
    elsewhere, at 0 too. ``dout``, ``z`` and the result are float arrays of one shape, any shape.

    >>> print(relu_backward(np.array([1.0, -2.0, 3.0, 4.0]), np.array([0.5, 2.0, 0.0, -1.0])))
    [ 1. -2.  0.  0.]
    """
    return dout * (z > 0)


def reference(dout, z):
    """torch.relu's own autograd."""
    import torch

    z = z.clone().requires_grad_()
    return torch.autograd.grad(torch.relu(z), z, dout)[0]


def masked_copy(dout, z):
    """Another right solution: zeros written into a copy."""
    dz = dout.copy()
    dz[z <= 0] = 0
    return dz


def chosen(dout, z):
    """Another right solution: a choice for each element."""
    return np.where(z > 0, dout, 0.0)


def inputs(rng, shape):
    """Random inputs, none close to the kink."""
    z = rng.normal(size=shape)
    return z + 0.01 * np.where(z < 0, -1, 1)


def on_the_kink(rng, shape):
    """Inputs of which some are exactly 0, of either sign."""
    return inputs(rng, shape) * rng.permuted(np.resize([0.0, -0.0, 1.0, 1.0], shape))


EXERCISE = Exercise(relu_backward, reference, accepts=[masked_copy, chosen], checks={
    "mask": agrees("lets the gradient pass where the unit fired", points=2,
        on=several(upstream("z", inputs, (1,), (9,), (4, 4), (5, 3), (2, 3, 4)),
                   upstream("z", inputs, (8,), dtype="float32")),
        hint="The slope is 1 or 0: which array decides?",
        catches=[Mistake("asks dout instead of z which units fired", "(z > 0)", "(dout > 0)"),
                 Mistake("applies ReLU itself to dout and z", "dout * (z > 0)", "np.maximum(z, 0) + 0 * dout"),
                 Mistake("multiplies by the unit's output, not by its slope", "(z > 0)", "np.maximum(z, 0)"),
                 Mistake("lets the gradient pass where the unit did not fire", "z > 0", "z < 0"),
                 Mistake("lets the gradient pass everywhere", "(z > 0)", "1.0"),
                 Mistake("returns the slope without the upstream gradient", "dout * (z > 0)", "1.0 * (z > 0)"),
                 Mistake("takes the slope of leaky ReLU", "(z > 0)", "np.where(z > 0, 1, 0.01)"),
                 Mistake("takes the sign of z for the slope", "(z > 0)", "np.sign(z)")]),
    "kink": agrees("passes nothing where z is exactly 0", on=upstream("z", on_the_kink, (12,), (4, 5)), points=1,
        hint="The statement says which slope holds at 0.",
        catches=[Mistake("lets the gradient pass where z is exactly 0", "z > 0", "z >= 0"),
                 Mistake("takes a half for the slope at 0", "(z > 0)", "np.heaviside(z, 0.5)"),
                 Mistake("divides ReLU by z to get its slope", "(z > 0)", "(np.maximum(z, 0) / z)")]),
    "pure": keeps_inputs(on=upstream("z", inputs, (6,), (5, 3)), points=1,
        hint="`dz = dout` makes no copy: what is written into dz changes dout.",
        catches=[Mistake("writes the zeros into the caller's dout",
                         "return dout * (z > 0)", "dz = dout; dz[z <= 0] = 0; return dz")]),
})
