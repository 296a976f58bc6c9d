"""selu_derivative: the slope of the scaled exponential linear unit."""

import numpy as np

from autograder.exercise import Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, far_left, far_right, scattered, several, single


def selu_derivative(z):
    """Return the derivative of ``selu(z)`` with respect to ``z``, element by element.

    ``selu(z)`` is ``scale * z`` where ``z`` is positive, else ``scale * alpha * (exp(z) - 1)``, with
    ``scale = 1.0507009873554805`` and ``alpha = 1.6732632423543772``. ``z`` is a number or an array of any shape, of
    floats or integers; the result is floating and has its shape. At 0, where the slope jumps, return
    ``scale * alpha``, the slope of the left side, as PyTorch does. The result is finite for every ``abs(z)`` up to
    1e4, and in the left tail, down to ``z = -700``, every element is exact to many digits of its own.

    >>> print(selu_derivative(np.array([-1.0, 0.0, 2.0])).round(4))
    [0.6468 1.7581 1.0507]
    >>> print(f"{selu_derivative(-50.0):.4e}")
    3.3909e-22
    """
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return scale * np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


def reference(z):
    """torch autograd, whose slope at 0 is scale * alpha too."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.selu(z).sum(), z)[0]


def by_mask(z):
    """Another right solution: only the negative elements see the exponential."""
    z = np.asarray(z, dtype=float)
    slope = np.full(z.shape, 1.0507009873554805)
    slope[z <= 0] *= 1.6732632423543772 * np.exp(z[z <= 0])
    return slope


EXERCISE = Exercise(selu_derivative, reference, accepts=[by_mask], harmless=[
    Harmless("where z is above 0 the exponential is not taken", ("np.minimum(z, 0)", "np.minimum(z, 1)"))], checks={
    "values": agrees("gives the slope of either side", points=3,
        on=several(exactly("worked", -1.0, 1.0, 2.0), scattered(), single()),
        hint="A constant factor stays where it is; what is the derivative of an exponential?",
        catches=[Mistake("scales one side only: the slope of the positive side is 1",
                         "scale * np.where(z > 0, 1.0, alpha", "np.where(z > 0, 1.0, scale * alpha"),
                 Mistake("rounds the two constants to 1.05 and 1.67", "1.0507009873554805, 1.6732632423543772",
                         "1.05, 1.67"),
                 Mistake("scales one side only, and not the negative one",
                         "scale * np.where(z > 0, 1.0,", "np.where(z > 0, scale,"),
                 Mistake("returns the function and not its slope on the negative side", "np.exp(", "np.expm1("),
                 Mistake("leaves out alpha", "alpha * np", "np"),
                 Mistake("gives a constant slope to the negative side", "alpha * np.exp(np.minimum(z, 0))", "alpha"),
                 Mistake("brings z down in front of the exponential, as for a power", "alpha * np", "z * alpha * np"),
                 Mistake("returns z, not its slope, on the positive side", "z > 0, 1.0,", "z > 0, z,")]),
    "zero": agrees("gives scale * alpha at 0", points=1,
        on=several(exactly("around 0", -1e-12, -0.0, 0.0, 1e-12), exactly("0", 0.0, -1.0, 2.0)),
        hint="The statement chooses one of the two slopes for 0.",
        catches=[Mistake("gives the slope of the right side, scale, at 0", "z > 0", "z >= 0"),
                 Mistake("gives 0 at 0", "scale * np.where(z > 0, 1.0,",
                         "scale * np.sign(np.abs(z)) * np.where(z > 0, 1.0,")]),
    "tails": agrees("stays exact in the left tail and finite in the right one", points=2, elementwise=True,
        on=several(far_left, far_right),
        hint=("Adding scale * alpha to a number that is nearly the opposite leaves no digits.",
              "And 0 times infinity is no number: keep large z out of exp."),
        catches=[Mistake("adds scale * alpha to the function, which cancels in the left tail",
                         "alpha * np.exp(np.minimum(z, 0))", "alpha * np.expm1(np.minimum(z, 0)) + alpha"),
                 Mistake("multiplies an overflowing exponential with a mask",
                         "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "((z > 0) * 1.0 + (z <= 0) * alpha * np.exp(z))")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(), points=1,
        hint="np.where chooses for every element; Python's `if` decides once.",
        catches=[Mistake("branches on an array as if it were one number",
                         "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "(1.0 + 0 * z if z > 0 else alpha * np.exp(z))", raises="ValueError"),
                 Mistake("flattens its input", "np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "np.where(np.ravel(z) > 0, 1.0, alpha * np.exp(np.minimum(np.ravel(z), 0)))")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`out=z` writes into the caller's array.",
        catches=[Mistake("cuts off the positive elements of the caller's array",
                         "    return scale * np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))",
                         "    fires = z > 0\n"
                         "    return scale * np.where(fires, 1.0, alpha * np.exp(np.minimum(z, 0, out=z)))")]),
})
