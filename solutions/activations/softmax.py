"""softmax: scores become probabilities (Bridle 1990)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched


def softmax(z):
    """Return ``exp(z) / sum(exp(z))``, where the sum runs over the last axis.

    ``z`` is a float array ``(..., K)`` of scores; the result has its shape, and sums to 1 along the last axis. Scores
    may be large, and rows far apart: every element is finite, and exact to many digits of its own. (One that is
    smaller than any normal float, such as ``exp(-1000)``, is 0.) Part of the points is for an answer without a loop
    over the rows.

    >>> print(softmax(np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])).round(4))
    [[0.09   0.2447 0.6652]
     [0.3333 0.3333 0.3333]]
    >>> print(softmax(np.array([1000.0, 1000.0, 0.0])))
    [0.5 0.5 0. ]
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def reference(z):
    import torch

    return torch.softmax(z, dim=-1)


def by_logarithm(z):
    """Another right solution: subtract the logarithm of the sum, then exp."""
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


def in_columns(z):
    """Another right solution: the classes first, which align without keepdims."""
    e = np.moveaxis(z, -1, 0)
    e = np.exp(e - np.max(e, axis=0))
    return np.moveaxis(e / np.sum(e, axis=0), 0, -1)


def row_by_row(z):
    """A mistake where speed is asked, else right: a loop over the rows."""
    rows = []
    for row in z.reshape(-1, z.shape[-1]):
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return np.array(rows).reshape(z.shape)


def scores(*shapes, scale=2.0):
    """Random scores of moderate size."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"shape {shape}", dict(z=rng.normal(scale=scale, size=shape)))
        yield Case("float32", dict(z=rng.normal(scale=scale, size=shapes[-1]).astype(np.float32)))

    return cases


def large(rng):
    """Scores of which exp overflows, rows far apart, and unlikely classes far below a likely one."""
    z = rng.normal(size=(6, 4))
    yield Case("far from 0", dict(z=z + np.array([[900.0], [-900.0], [0.0], [1e4], [-1e4], [50.0]])))
    apart = rng.normal(size=(5, 3))
    apart[np.arange(5), rng.integers(3, size=5)] += rng.uniform(300, 600, size=5)
    yield Case("nearly certain", dict(z=apart))
    certain = rng.normal(size=(4, 5))
    certain[:, 3] += 5000.0
    yield Case("certain", dict(z=certain))
    impossible = rng.normal(size=(3, 6))
    impossible[:, 2] -= 1500.0
    yield Case("one impossible", dict(z=impossible))


EXERCISE = Exercise(softmax, reference, accepts=[by_logarithm, in_columns], checks={
    "rows": agrees("makes each row a distribution", on=scores((1, 3), (4, 4), (16, 5), (64, 10)), points=3,
        hint="Each row of scores belongs to one sample, and its probabilities sum to 1.",
        catches=[Mistake("normalises over the whole batch", "e.sum(axis=-1, keepdims=True)", "e.sum()"),
                 Mistake("normalises over the columns", "e.sum(axis=-1, keepdims=True)", "e.sum(axis=0)"),
                 Mistake("forgets keepdims, so that the sums align with the columns",
                         "e.sum(axis=-1, keepdims=True)", "e.sum(axis=-1)"),
                 Mistake("returns exponentials that are not normalised",
                         " / e.sum(axis=-1, keepdims=True)", ""),
                 Mistake("normalises the scores without exp", "e = np.exp(z - z.max(axis=-1, keepdims=True))", "e = z"),
                 Mistake("returns the logarithm of the probabilities", "return e / e.sum(axis=-1, keepdims=True)",
                         "return np.log(e / e.sum(axis=-1, keepdims=True))")]),
    "axes": agrees("takes any number of axes", on=scores((7,), (3, 3, 3), (2, 3, 4), (2, 5, 1)), points=1,
        hint="Count the axis from the end, and let one class alone have probability 1.",
        catches=[Mistake("sums over axis 1, which is the last of two only", "e.sum(axis=-1, keepdims=True)",
                         "e.sum(axis=1, keepdims=True)"),
                 Mistake("turns every input into two axes", "return e / e.sum(axis=-1, keepdims=True)",
                         "return (e / e.sum(axis=-1, keepdims=True)).reshape(-1, z.shape[-1])")]),
    "stable": agrees("stays exact when scores are large", on=large, points=3, elementwise=True,
        hint=("Which exp overflows, and does the softmax change when all scores of a row shift by one number?",
              "Shift by each row's own maximum."),
        catches=[Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=-1, keepdims=True)", "z"),
                 Mistake("shifts all rows by one global maximum, and rows far below it are lost",
                         "z.max(axis=-1, keepdims=True)", "z.max()"),
                 Mistake("shifts each row by its mean, which does not keep exp in range",
                         "z.max(axis=-1, keepdims=True)", "z.mean(axis=-1, keepdims=True)"),
                 Mistake("clips the scores, so that large ones become equal",
                         "z - z.max(axis=-1, keepdims=True)", "np.clip(z, -500, 500)"),
                 Mistake("adds a small number to every probability",
                         "keepdims=True)\n", "keepdims=True) + 1e-12\n")]),
    "fast": vectorized("does not loop over the rows", on=batched("z", scores((2, 5), (64, 5))), points=1,
        hint="keepdims=True leaves an axis of length 1, so that each row is divided by its own sum.",
        catches=[Mistake("loops over the rows", function=row_by_row)]),
    "pure": keeps_inputs(on=scores((4, 4), (16, 3)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place",
                         "e = np.exp(z - z.max(axis=-1, keepdims=True))",
                         "z -= z.max(axis=-1, keepdims=True); e = np.exp(z)")]),
})
