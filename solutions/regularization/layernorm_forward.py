"""layernorm_forward: every sample on its own scale (Ba, Kiros & Hinton 2016)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def layernorm_forward(x, gamma, beta, eps=1e-5):
    """Return ``gamma * (x - mean) / sqrt(var + eps) + beta``, with each row's own mean and variance.

    ``x`` is ``(N, D)``; ``mean`` and ``var`` are taken over the D features of a row, and ``var`` divides by
    ``D``. ``gamma`` and ``beta`` are ``(D,)``. Rows do not know of each other, so that training and testing are
    the same. ``eps`` is added to the variance, under the root. Rows may lie far from 0, at 1e7 with a spread of 1, and
    are normalised well even there.

    >>> x = np.array([[1.0, 3.0], [0.0, 40.0]])
    >>> print(layernorm_forward(x, np.array([1.0, 2.0]), np.array([0.0, 10.0]), eps=0.0))
    [[-1. 12.]
     [-1. 12.]]
    """
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def reference(x, gamma, beta, eps=1e-5):
    import torch

    return torch.nn.functional.layer_norm(x, x.shape[1:], gamma, beta, eps)


def row_by_row(x, gamma, beta, eps=1e-5):
    """Another right solution: one row after the other."""
    out = []
    for row in x:
        deviation = row - row.sum() / len(row)
        out.append(deviation * (np.mean(deviation**2) + eps) ** -0.5 * gamma + beta)
    return np.array(out)


def batches(*shapes, scale=1.0, away=3.0, **options):
    """Random rows, each with a mean of its own, ``away`` from 0, and random gamma and beta."""

    def cases(rng):
        for n, d in shapes:
            spread = rng.uniform(0.3, 3, size=(n, 1))
            x = scale * (rng.normal(scale=away, size=(n, 1)) + spread * rng.normal(size=(n, d)))
            gamma, beta = rng.uniform(0.5, 2, size=d), rng.normal(size=d)
            said = f"{n} x {d}, scale {scale}, {away} away {options or ''}"
            yield Case(said, dict(x=x, gamma=gamma, beta=beta, **options))

    return cases


EXERCISE = Exercise(layernorm_forward, reference, accepts=[row_by_row], checks={
    "normal": agrees("normalises each row", on=batches((5, 3), (4, 4), (1, 6), (32, 8)), points=3,
        hint="Which axis disappears when a row is averaged?",
        catches=[Mistake("normalises the columns, as batch normalisation does",
                         "x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)",
                         "x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)"),
                 Mistake("normalises all rows together", "x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)",
                         "x.mean(), x.var()"),
                 Mistake("divides the variance by D - 1", "x.var(axis=1,", "x.var(axis=1, ddof=1,"),
                 Mistake("divides by the variance, not by its root", "np.sqrt(var + eps)", "(var + eps)"),
                 Mistake("does not take the mean off", "(x - mean)", "x")]),
    "affine": agrees("scales by gamma and shifts by beta", on=batches((6, 3), (3, 3), (1, 5)), points=1,
        hint="gamma and beta have one number for each feature.",
        catches=[Mistake("forgets gamma", "gamma * (x", "(x"),
                 Mistake("forgets beta", " + beta", ""),
                 Mistake("scales by gamma after it has added beta",
                         "gamma * (x - mean) / np.sqrt(var + eps) + beta",
                         "gamma * ((x - mean) / np.sqrt(var + eps) + beta)")]),
    "eps": agrees("adds eps under the root", points=1,
        on=several(batches((4, 5), scale=1e-3), batches((4, 5), (3, 3), eps=0.5), batches((3, 4), scale=0.0)),
        hint="A row of equal numbers has the variance 0: what keeps the result finite?",
        catches=[Mistake("adds eps to the root, not under it", "np.sqrt(var + eps)", "(np.sqrt(var) + eps)"),
                 Mistake("forgets eps", "var + eps", "var"),
                 Mistake("uses a small eps of its own, whatever eps is", "var + eps", "var + 1e-5")]),
    "far": agrees("keeps its precision far from 0", points=1, on=batches((3, 20), (4, 4), away=1e7),
        hint="Squares of large numbers differ by little, and a float has 16 digits: take the mean off first.",
        catches=[Mistake("takes the squared mean off the mean square, which cancels", "x.var(axis=1, keepdims=True)\n",
                         "np.maximum(np.mean(x**2, axis=1, keepdims=True) - x.mean(axis=1, keepdims=True)**2, 0)\n")]),
    "pure": keeps_inputs(on=batches((5, 3)), points=1,
        hint="`x -= mean` changes the caller's array.",
        catches=[Mistake("centres the caller's x in place", "(x - mean)", "x.__isub__(mean)")]),
})
