"""sigmoid_backward: the gradient through a sigmoid, from its output."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several, upstream


def sigmoid_backward(dout, a):
    """Return the gradient of a loss with respect to ``z``, where ``a = sigmoid(z)``, element by element.

    ``dout`` is the gradient with respect to ``a``. ``a`` is the sigmoid's output, not its input, as the forward pass
    has it at hand; it may be 0 or 1 exactly, where the slope is 0. ``dout``, ``a`` and the result are float arrays of
    one shape, any shape.

    >>> print(sigmoid_backward(np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.75, 1.0])))
    [0.25  0.375 0.   ]
    """
    return dout * a * (1 - a)


def reference(dout, a):
    import torch

    return torch.ops.aten.sigmoid_backward(dout, a)


def without_product(dout, a):
    """Another right solution: a - a**2, in place on an array of its own."""
    slope = a - a**2
    slope *= dout
    return slope


def one_by_one(dout, a):
    """Another right solution: a loop over all elements."""
    dz = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        dz[place] = dout[place] * (a[place] * (1 - a[place]))
    return dz


def outputs(rng, shape):
    """What a sigmoid puts out at random inputs."""
    return 1 / (1 + np.exp(-rng.normal(scale=2, size=shape)))


def saturated(rng, shape):
    """Outputs of which some are 0 or 1 to the last digit."""
    return np.where(rng.uniform(size=shape) < 0.5, rng.integers(2, size=shape), outputs(rng, shape))


EXERCISE = Exercise(sigmoid_backward, reference, accepts=[without_product, one_by_one], checks={
    "slope": agrees("takes the slope from the output", points=2,
        on=several(upstream("a", outputs, (9,), (4, 3), ones=True),
                   upstream("a", outputs, (8,), ones=True, dtype="float32")),
        hint=("The slope of the sigmoid can be written with its output alone.",
              "a is sigmoid(z) already: apply no sigmoid again."),
        catches=[Mistake("applies the sigmoid once more before taking its slope", "a * (1 - a)",
                         "np.exp(-a) / (1 + np.exp(-a))**2"),
                 Mistake("takes the slope of tanh", "a * (1 - a)", "(1 - a**2)"),
                 Mistake("takes 1 - a for the slope", "a * (1 - a)", "(1 - a)"),
                 Mistake("takes a for the slope", "a * (1 - a)", "a"),
                 Mistake("has the sign of the slope wrong", "(1 - a)", "(a - 1)")]),
    "ends": agrees("has a slope of 0 where the output is 0 or 1", on=upstream("a", saturated, (12,), (5, 4)), points=1,
        hint="Nothing is divided and no logarithm is taken: outputs of 0 and 1 need no care.",
        catches=[Mistake("keeps outputs away from 0 and 1, as before a logarithm", "return dout",
                         "a = np.clip(a, 1e-3, 1 - 1e-3); return dout"),
                 Mistake("finds z from the output again, which ends at infinity", "return dout * a * (1 - a)",
                         "z = np.log(a) - np.log(1 - a); return dout / (2 + np.exp(z) + np.exp(-z)) + 0 * z")]),
    "chain": agrees("multiplies by the upstream gradient, element by element", points=1,
        on=upstream("a", outputs, (1,), (6,), (4, 4), (5, 3), (1, 4), (2, 3, 4)),
        hint="The chain rule multiplies; each element has its own slope and its own dout.",
        catches=[Mistake("leaves out the upstream gradient", "dout * a", "a"),
                 Mistake("adds the upstream gradient instead of multiplying", "dout * a", "dout + a"),
                 Mistake("averages over the rows, which dout has done already", "(1 - a)", "(1 - a) / len(a)"),
                 Mistake("sums over the rows", "dout * a * (1 - a)", "(dout * a * (1 - a)).sum(axis=0)"),
                 Mistake("multiplies matrices instead of elements", "dout * a", "dout @ a")]),
    "pure": keeps_inputs(on=upstream("a", outputs, (6,), (5, 3)), points=1,
        hint="`dout *= ...` changes the caller's array.",
        catches=[Mistake("scales dout in place", "return dout * a * (1 - a)", "dout *= a * (1 - a); return dout")]),
})
