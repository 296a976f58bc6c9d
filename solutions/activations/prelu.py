"""prelu: a leaky ReLU that learns its leak (He et al. 2015, equation 1)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import leaking, several


def prelu(z, alpha):
    """Return ``z`` where it is positive, else ``alpha * z``, element by element.

    ``z`` is a float array ``(..., C)``, ``alpha`` a float array ``(C,)`` with one slope for each entry of the last
    axis, or ``(1,)``, one for all; the result has the shape of ``z``. The slopes are learnt, so they may be any
    numbers, also negative or above 1.

    >>> print(prelu(np.array([[-1.0, -1.0], [2.0, -3.0]]), np.array([0.25, 2.0])))
    [[-0.25 -2.  ]
     [ 2.   -6.  ]]
    >>> print(prelu(np.array([[-1.0, -1.0], [2.0, -3.0]]), np.array([0.5])))
    [[-0.5 -0.5]
     [ 2.  -1.5]]
    """
    return np.where(z > 0, z, alpha * z)


def reference(z, alpha):
    """torch's PReLU, which has the channels on axis 1."""
    import torch

    rows = z.reshape(-1, z.shape[-1])
    return torch.nn.functional.prelu(rows, alpha).reshape(z.shape)


def in_two_parts(z, alpha):
    """Another right solution: the positive part and a share of the negative one."""
    return np.maximum(z, 0) + alpha * np.minimum(z, 0)


def in_place(z, alpha):
    """A mistake: h is z, not a copy of it."""
    h = z
    h[...] = np.where(h > 0, h, alpha * h)
    return h


def worked(rng):
    """The statement's example, and zeros."""
    yield Case("worked", dict(z=np.array([[-1.0, -1.0], [2.0, -3.0]]), alpha=np.array([0.25, 2.0])))
    yield Case("zeros", dict(z=np.array([[0.0, -0.0, 1.0]]), alpha=np.array([0.5, -1.0, 3.0])))


EXERCISE = Exercise(prelu, reference, accepts=[in_two_parts],
                    harmless=[Harmless("both branches are 0 at 0", ("z > 0", "z >= 0"))], checks={
    "features": agrees("gives each feature its own slope", points=2,
        on=several(worked, leaking((1, 3), (4, 4), (16, 5))),
        hint="Below 0 it is alpha * z, and alpha (C,) aligns with the last axis of z by broadcasting.",
        catches=[Mistake("gives each row its own slope instead of each column", "alpha * z", "alpha[:, None] * z"),
                 Mistake("uses the first slope for all features", "alpha * z", "alpha[0] * z"),
                 Mistake("returns the slope on the negative side, without z", "alpha * z", "alpha"),
                 Mistake("has the wrong sign on the negative side", "alpha * z", "-alpha * z"),
                 Mistake("shrinks the positive side instead of the negative one", "z > 0", "z < 0")]),
    "shared": agrees("takes one slope for all, and any number of axes", points=1,
        on=several(leaking((6, 3), (4, 4), shared=True), leaking((2, 3, 4), (2, 4, 5, 3)), leaking((7,))),
        hint="Broadcasting does all of this, if you let it.",
        catches=[Mistake("works on arrays with two axes only", "np.where(z > 0, z, alpha * z)",
                         "np.array([[a if a > 0 else alpha[j % len(alpha)] * a for j, a in enumerate(row)]"
                         " for row in z])", raises=("TypeError", "ValueError")),
                 Mistake("demands a slope for each feature", "alpha * z", "z * alpha[np.arange(z.shape[-1])]",
                         raises="IndexError")]),
    "any alpha": agrees("takes slopes above 1 and below 0", points=1,
        on=several(leaking((5, 3), low=1.1, high=3.0), leaking((5, 4), low=-1.0, high=-0.1)),
        hint="Which of z and alpha * z is larger, where z is negative and alpha is 2?",
        catches=[Mistake("takes the larger of z and alpha * z, which fits slopes below 1 only",
                         "np.where(z > 0, z, alpha * z)", "np.maximum(z, alpha * z)"),
                 Mistake("keeps the slopes between 0 and 1", "alpha * z", "np.clip(alpha, 0, 1) * z")]),
    "pure": keeps_inputs(on=leaking((4, 4), (6, 3)), points=1,
        hint="`h = z` is no copy: both names are the same array.",
        catches=[Mistake("shrinks the negative elements of the caller's array", function=in_place)]),
})
