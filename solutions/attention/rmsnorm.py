"""rmsnorm: every position on the same scale, and no mean taken off (Zhang & Sennrich 2019)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def rmsnorm(x, gamma, eps=1e-5):
    """Return ``gamma * x / sqrt(mean(x**2) + eps)``, with the mean over the last axis of ``x``.

    ``x`` is a float array ``(..., D)`` with one axis at least, ``gamma`` is ``(D,)``, and the result has the shape of
    ``x``. The mean square is the sum of the squares of a row's ``D`` numbers, divided by ``D``: no mean is taken off.
    ``eps`` is added to the mean square, under the root.

    >>> print(rmsnorm(np.array([3.0, 4.0]), np.array([1.0, 2.0]), eps=0.0).round(4))
    [0.8485 2.2627]
    """
    return gamma * x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


def reference(x, gamma, eps=1e-5):
    """torch's rms_norm, whose own default for eps is another one."""
    import torch

    return torch.nn.functional.rms_norm(x, x.shape[-1:], gamma, eps)


def by_the_norm(x, gamma, eps=1e-5):
    """Another right solution: from the length of each row."""
    length = np.linalg.norm(x, axis=-1)[..., None]
    return x * (length**2 / x.shape[-1] + eps) ** -0.5 * gamma


def rows(*shapes, scale=1.0, **options):
    """Random rows of these shapes, each with a mean and a spread of its own, and a random gamma."""

    def cases(rng):
        for shape in shapes:
            spread = rng.uniform(0.3, 3, size=(*shape[:-1], 1))
            x = scale * (rng.normal(size=(*shape[:-1], 1)) + spread * rng.normal(size=shape))
            gamma = rng.uniform(0.5, 2, size=shape[-1]) * rng.choice([-1.0, 1.0], size=shape[-1])
            yield Case(f"{shape}, scale {scale} {options or ''}", dict(x=x, gamma=gamma, **options))

    return cases


EXERCISE = Exercise(rmsnorm, reference, accepts=[by_the_norm], checks={
    "scale": agrees("divides each row by its root mean square", on=rows((4, 3), (1, 5), (4, 4)), points=3,
        hint="Square, mean over the row, root: the name read backwards.",
        catches=[Mistake("takes the mean off first, as layer normalisation does",
                         "np.mean(x**2, axis=-1, keepdims=True)", "np.var(x, axis=-1, keepdims=True)"),
                 Mistake("takes the mean off the row as well", "gamma * x / np.sqrt(np.mean(x**2",
                         "gamma * (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(np.mean((x - x.mean(axis=-1, "
                         "keepdims=True))**2"),
                 Mistake("sums the squares instead of taking their mean", "np.mean(x**2", "np.sum(x**2"),
                 Mistake("divides by the mean square, not by its root", "np.sqrt(np.mean(", "(np.mean("),
                 Mistake("takes the mean over the batch", "axis=-1,", "axis=0,"),
                 Mistake("divides by the mean of the absolute values",
                         "np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)",
                         "(np.mean(np.abs(x), axis=-1, keepdims=True) + eps)"),
                 Mistake("forgets gamma", "gamma * x", "x",
                         hint="gamma has a number for each feature, which multiplies it.")]),
    "axes": agrees("takes any number of axes", on=rows((5,), (2, 3, 4), (3, 3, 3), (2, 2, 3, 5)), points=1,
        hint="The last axis is axis=-1, whatever there is before it.",
        catches=[Mistake("takes the mean over axis 1", "axis=-1,", "axis=min(1, x.ndim - 1),"),
                 Mistake("takes one mean for each sample, over positions and features",
                         "axis=-1,", "axis=tuple(range(min(1, x.ndim - 1), x.ndim)),")]),
    "eps": agrees("adds eps under the root", points=1,
        on=several(rows((4, 5), scale=3e-3), rows((3, 4), (3, 3), eps=0.5), rows((2, 3), scale=0.0)),
        hint="A row of zeros has the mean square 0: what keeps the result finite?",
        catches=[Mistake("adds eps to the root, not under it", "np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)",
                         "(np.sqrt(np.mean(x**2, axis=-1, keepdims=True)) + eps)",
                         hint="eps is added to the mean square, before the root is taken."),
                 Mistake("forgets eps", " + eps)", ")"),
                 Mistake("uses a small eps of its own, whatever eps is", " + eps)", " + 1e-5)",
                         hint="eps is an argument: its usual value stands in the signature only.")]),
    "pure": keeps_inputs(on=rows((4, 3)), points=1,
        hint="`x *= gamma` changes the caller's array.",
        catches=[Mistake("scales the caller's x", "return gamma * x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) "
                         "+ eps)", "x /= np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps); return gamma * x")]),
})
