"""log_softmax: the logarithms of a softmax, without taking the logarithm of a probability."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def log_softmax(z):
    """Return the natural logarithm of the softmax of ``z`` over its last axis.

    With ``p = exp(z) / sum(exp(z))``, the sum over the last axis, it is ``log(p)``. ``z`` is a float array of one
    axis or more, such as ``(N, K)`` with the scores (logits) of ``K`` classes; the result has the same shape.
    Scores may be large: every element stays finite, and is right also where ``p`` itself would round to 0. Where
    ``p`` is nearly 1, its logarithm may come out as 0.

    >>> print(log_softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])).round(4))
    [[-2.4076 -1.4076 -0.4076]
     [-1.0986 -1.0986 -1.0986]]
    >>> print(log_softmax(np.array([0.0, 1000.0]))[0])
    -1000.0
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def reference(z):
    import torch

    return torch.log_softmax(z, dim=-1)


def by_logaddexp(z):
    """Another right solution: the log of a sum of exp, by NumPy's own function of two numbers."""
    return z - np.logaddexp.reduce(z, axis=-1, keepdims=True)


def row_by_row(z):
    """Another right solution: a loop over the rows."""
    rows = z.reshape(-1, z.shape[-1])
    found = np.zeros(rows.shape)
    for i, row in enumerate(rows):
        top = max(row)
        found[i] = row - top - np.log(sum(np.exp(score - top) for score in row))
    return found.reshape(z.shape)


def over_axis_1(z):
    """A mistake: right for two axes only."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def log_of_softmax(z):
    """A mistake: shifted, but then the logarithm of a probability that is 0."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.log(e / e.sum(axis=-1, keepdims=True))


def softened_log(z):
    """A mistake: a small number inside the logarithm."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.log(e / e.sum(axis=-1, keepdims=True) + 1e-12)


def scores(*shapes, dtype=np.float64):
    """Random scores of moderate size."""

    def cases(rng):
        for shape in shapes:
            z = rng.normal(scale=2, size=shape).astype(dtype)
            yield Case(f"{np.dtype(dtype).name} {shape}", dict(z=z))

    return cases


def constant(rng):
    """Rows of equal scores."""
    yield Case("equal scores", dict(z=np.repeat(rng.normal(size=(3, 1)), 4, axis=1)))


def large(rng):
    """Scores of which exp overflows, rows far apart, and classes that are hopeless."""
    z = rng.normal(size=(6, 4))
    yield Case("far from 0", dict(z=z + np.array([[900.0], [-900.0], [0.0], [5000.0], [-5000.0], [50.0]])))
    hopeless = z.copy()
    hopeless[np.arange(6), rng.integers(4, size=6)] -= 2000.0
    yield Case("hopeless", dict(z=hopeless))
    certain = z.copy()
    certain[np.arange(6), rng.permutation([0, 1, 2, 3, 1, 2])] += 5000.0
    yield Case("certain", dict(z=certain))


EXERCISE = Exercise(log_softmax, reference, accepts=[by_logaddexp, row_by_row], checks={
    "row": agrees("takes the logarithm of a softmax", on=several(scores((5,), (1, 3)), constant), points=2,
        hint="The logarithm of a quotient is a difference.",
        catches=[Mistake("returns the softmax, not its logarithm",
                         "return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))",
                         "return np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)"),
                 Mistake("subtracts the sum itself, not its logarithm", "np.log(np.exp(shifted)", "(np.exp(shifted)"),
                 Mistake("divides by the logarithm instead of subtracting it",
                         "return shifted - np", "return shifted / np"),
                 Mistake("takes the logarithm to base 2", "np.log(np", "np.log2(np"),
                 Mistake("shifts the scores inside exp only, and not those that the logarithm is taken off",
                         "return shifted - np.log(", "return z - np.log("),
                 Mistake("returns minus the logarithm", "return shifted - np.log(", "return -shifted + np.log(")]),
    "axis": agrees("normalises over the last axis", on=several(scores((4, 4), (16, 3), (2, 7), (2, 3, 4)),
                                                               scores((2, 5, 3), dtype=np.float32)), points=2,
        hint="exp of the result sums to 1 over the last axis, whatever stands before it.",
        catches=[Mistake("normalises over the first axis", ".sum(axis=-1, keepdims=True)",
                         ".sum(axis=0, keepdims=True)"),
                 Mistake("normalises over the whole array", ".sum(axis=-1, keepdims=True)", ".sum()"),
                 Mistake("normalises over axis 1, which is the last one of two axes only", function=over_axis_1),
                 Mistake("loses the summed axis, so that the sums meet the wrong elements",
                         ".sum(axis=-1, keepdims=True)", ".sum(axis=-1)")]),
    "large": agrees("stays exact when scores are large", on=large, points=3,
        hint=("Which exp overflows, and does the softmax change when all scores of a row shift by one number?",
              "log(p) is the shifted score less the log of a sum; and each row is shifted by its own maximum."),
        catches=[Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=-1, keepdims=True)", "z"),
                 Mistake("shifts all rows by one global maximum", "z.max(axis=-1, keepdims=True)", "z.max()"),
                 Mistake("shifts each row by its mean, which does not keep exp in range",
                         "z.max(axis=-1, keepdims=True)", "z.mean(axis=-1, keepdims=True)"),
                 Mistake("takes the logarithm of a softmax that has become 0", function=log_of_softmax),
                 Mistake("keeps the logarithm off 0 by a small number of its own", function=softened_log)]),
    "pure": keeps_inputs(on=scores((4, 4), (5, 3)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place", "shifted = z - z.max(axis=-1, keepdims=True)",
                         "z -= z.max(axis=-1, keepdims=True); shifted = z")]),
})
