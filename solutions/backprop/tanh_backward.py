"""tanh_backward: the gradient through tanh, from its output."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several, upstream


def tanh_backward(dout, a):
    """Return the gradient of a loss with respect to ``z``, where ``a = tanh(z)``, element by element.

    ``dout`` is the gradient with respect to ``a``. ``a`` is the output of tanh, not its input, as the forward pass has
    it at hand; it may be -1 or 1 exactly, where the slope is 0. ``dout``, ``a`` and the result are float arrays of one
    shape, any shape.

    >>> print(tanh_backward(np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.5, -1.0])))
    [1.  1.5 0. ]
    """
    return dout * (1 - a**2)


def reference(dout, a):
    import torch

    return torch.ops.aten.tanh_backward(dout, a)


def factored(dout, a):
    """Another right solution: the difference of squares as a product."""
    return dout * (1 - a) * (1 + a)


def one_by_one(dout, a):
    """Another right solution: a loop over all elements."""
    dz = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        dz[place] = dout[place] - dout[place] * a[place] * a[place]
    return dz


def outputs(rng, shape):
    """What tanh puts out at random inputs."""
    return np.tanh(rng.normal(size=shape))


def saturated(rng, shape):
    """Outputs of which some are -1 or 1 to the last digit."""
    return np.where(rng.uniform(size=shape) < 0.5, rng.choice([-1.0, 1.0], size=shape), outputs(rng, shape))


EXERCISE = Exercise(tanh_backward, reference, accepts=[factored, one_by_one], checks={
    "slope": agrees("takes the slope from the output", points=2,
        on=several(upstream("a", outputs, (9,), (4, 3), ones=True), upstream("a", saturated, (12,), ones=True),
                   upstream("a", outputs, (8,), ones=True, dtype="float32")),
        hint=("The slope of tanh can be written with its output alone.",
              "a is tanh(z) already: apply no tanh again. The slope is 1 at a = 0 and 0 at both ends."),
        catches=[Mistake("applies tanh once more before taking its slope", "1 - a**2", "1 - np.tanh(a) ** 2"),
                 Mistake("takes the slope of the sigmoid", "(1 - a**2)", "a * (1 - a)"),
                 Mistake("takes 1 - a for the slope of tanh", "1 - a**2", "1 - a"),
                 Mistake("squares the whole difference", "(1 - a**2)", "(1 - a)**2"),
                 Mistake("has the sign of the slope wrong", "1 - a**2", "a**2 - 1")]),
    "chain": agrees("multiplies by the upstream gradient, element by element", points=1,
        on=upstream("a", outputs, (1,), (6,), (4, 4), (5, 3), (1, 4), (2, 3, 4)),
        hint="The chain rule multiplies; each element has its own slope and its own dout.",
        catches=[Mistake("leaves out the upstream gradient", "dout * (", "("),
                 Mistake("forgets brackets, so that dout misses the 1", "dout * (1 - a**2)", "1 - dout * a**2"),
                 Mistake("averages over the rows, which dout has done already", "a**2)", "a**2) / len(a)"),
                 Mistake("sums over the rows", "dout * (1 - a**2)", "(dout * (1 - a**2)).sum(axis=0)")]),
    "pure": keeps_inputs(on=upstream("a", outputs, (6,), (5, 3)), points=1,
        hint="`dout *= ...` and `a **= 2` change the caller's arrays.",
        catches=[Mistake("scales dout in place", "return dout * (1 - a**2)", "dout *= 1 - a**2; return dout"),
                 Mistake("squares the output in place", "return dout * (1 - a**2)", "a **= 2; return dout * (1 - a)")]),
})
