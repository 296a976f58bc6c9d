"""prelu_derivative: the slope of the parametric ReLU, with respect to its input."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import leaking, several


def prelu_derivative(z, alpha):
    """Return the derivative of ``prelu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a float array ``(..., C)``, ``alpha`` a float array ``(C,)`` with one slope for each entry of the last
    axis, or ``(1,)``, one for all; the result has the shape of ``z``. At 0, where the slope jumps, return ``alpha``.

    >>> print(prelu_derivative(np.array([[-1.0, 0.0], [2.0, -3.0]]), np.array([0.25, 2.0])))
    [[0.25 2.  ]
     [1.   2.  ]]
    """
    return np.where(z > 0, 1.0, alpha)


def reference(z, alpha):
    """torch autograd, whose slope at 0 is alpha too."""
    import torch

    rows = z.reshape(-1, z.shape[-1]).requires_grad_()
    slope = torch.autograd.grad(torch.nn.functional.prelu(rows, alpha).sum(), rows)[0]
    return slope.reshape(z.shape)


def by_mask(z, alpha):
    """Another right solution: the slopes side by side, then 1 where the unit fires."""
    slope = np.broadcast_to(alpha, z.shape).copy()
    slope[z > 0] = 1
    return slope


def in_place(z, alpha):
    """A mistake: the caller's array becomes the slope."""
    z[...] = np.where(z > 0, 1.0, alpha)
    return z


def at_zero(rng):
    """Elements at 0 and around it."""
    alpha = rng.uniform(0.1, 0.9, size=4)
    yield Case("around 0", dict(z=np.array([[0.0, -0.0, 1e-12, -1e-12], [0.0, 1.0, -1.0, 0.0]]), alpha=alpha))
    yield Case("zeros", dict(z=np.zeros((3, 4)), alpha=alpha[::-1].copy()))


EXERCISE = Exercise(prelu_derivative, reference, accepts=[by_mask], checks={
    "features": agrees("gives each feature its own slope", on=leaking((1, 3), (4, 4), (16, 5)), points=2,
        hint="Both sides are straight lines; alpha (C,) aligns with the last axis of z.",
        catches=[Mistake("gives each row its own slope instead of each column", "1.0, alpha", "1.0, alpha[:, None]"),
                 Mistake("returns alpha * z, the function and not its slope, on the negative side",
                         "1.0, alpha", "1.0, alpha * z"),
                 Mistake("returns the derivative with respect to alpha",
                         "np.where(z > 0, 1.0, alpha)", "np.minimum(z, 0)"),
                 Mistake("gives slope 0 to the negative side, as ReLU does", "1.0, alpha", "1.0, 0.0"),
                 Mistake("uses the first slope for all features", "1.0, alpha", "1.0, alpha[0]")]),
    "shared": agrees("takes one slope for all, and any number of axes", points=1,
        on=several(leaking((6, 3), (4, 4), shared=True), leaking((2, 3, 4), (2, 4, 5, 3)), leaking((7,))),
        hint="Broadcasting does all of this, if you let it.",
        catches=[Mistake("works on arrays with two axes only", "np.where(z > 0, 1.0, alpha)",
                         "np.array([[1.0 if a > 0 else alpha[j % len(alpha)] for j, a in enumerate(row)]"
                         " for row in z])", raises=("TypeError", "ValueError")),
                 Mistake("demands a slope for each feature", "1.0, alpha", "1.0, alpha[np.arange(z.shape[-1])]",
                         raises="IndexError")]),
    "zero": agrees("gives alpha at 0", on=at_zero, points=1,
        hint="The statement chooses one of the two slopes for 0.",
        catches=[Mistake("gives 1 at 0", "z > 0", "z >= 0"),
                 Mistake("gives 0 at 0", "np.where(z > 0, 1.0, alpha)", "np.where(z > 0, 1.0, alpha) * (z != 0)")]),
    "pure": keeps_inputs(on=leaking((4, 4), (6, 3)), points=1,
        hint="`z[z > 0] = 1` writes into the caller's array.",
        catches=[Mistake("writes the slope into the caller's array", function=in_place)]),
})
