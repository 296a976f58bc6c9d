"""softmax_jacobian: every probability depends on every score."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched


def softmax_jacobian(z):
    """Return the derivatives of ``p = softmax(z)`` over the last axis: element ``[..., i, j]`` is dp_i / dz_j.

    ``z`` is a float array ``(..., K)`` of scores; the result has the shape ``(..., K, K)``, one matrix for each row.
    Rows do not depend on each other. Scores may be large, and rows far apart: every element is finite. One that is
    nearly 0, such as ``p * (1 - p)`` for a ``p`` of nearly 1, may come out as 0. Part of the points is for an answer
    without a loop over the rows.

    >>> print(softmax_jacobian(np.array([1.0, 2.0, 3.0])).round(4))
    [[ 0.0819 -0.022  -0.0599]
     [-0.022   0.1848 -0.1628]
     [-0.0599 -0.1628  0.2227]]
    >>> softmax_jacobian(np.zeros((5, 3))).shape
    (5, 3, 3)
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p[..., :, None] * (np.eye(z.shape[-1]) - p[..., None, :])


def reference(z):
    """torch autograd, row by row."""
    import torch

    def of_row(row):
        return torch.autograd.functional.jacobian(lambda scores: torch.softmax(scores, dim=0), row)

    return torch.stack([of_row(row) for row in z.reshape(-1, z.shape[-1])]).reshape(*z.shape, z.shape[-1])


def row_by_row(z):
    """A mistake where speed is asked, else right: diagonal less outer product, one row after the other."""
    matrices = []
    for row in z.reshape(-1, z.shape[-1]):
        p = np.exp(row - row.max())
        p /= p.sum()
        matrices.append(np.diag(p) - np.outer(p, p))
    return np.array(matrices).reshape(*z.shape, z.shape[-1])


def on_the_diagonal(z):
    """Another right solution: all outer products, then p added on the diagonals."""
    p = np.exp(z - np.max(z, axis=-1)[..., None])
    p /= p.sum(axis=-1)[..., None]
    matrices = -p[..., None] @ p[..., None, :]
    k = np.arange(z.shape[-1])
    matrices[..., k, k] += p
    return matrices


def by_einsum(z):
    """Another right solution: einsum."""
    p = np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))
    return np.einsum("...i,ij->...ij", p, np.eye(z.shape[-1])) - np.einsum("...i,...j->...ij", p, p)


def outer_of_the_batch(z):
    """A mistake: one matrix for the whole batch; right for a single row."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    p = (e / e.sum(axis=-1, keepdims=True)).ravel()
    return np.diag(p) - np.outer(p, p)


def scores(*shapes):
    """Random scores of moderate size."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"shape {shape}", dict(z=rng.normal(scale=1.5, size=shape)))

    return cases


def large(rng):
    """Scores of which exp overflows, and rows far apart."""
    z = rng.normal(size=(6, 4))
    yield Case("far from 0", dict(z=z + np.array([[900.0], [-900.0], [0.0], [1e4], [-1e4], [50.0]])))
    apart = rng.normal(size=(3, 4))
    apart[:, 2] += 2000.0
    yield Case("certain", dict(z=apart))
    yield Case("one row", dict(z=1e4 * rng.choice([-1, 1]) + rng.normal(size=3)))


EXERCISE = Exercise(softmax_jacobian, reference, accepts=[on_the_diagonal, by_einsum], checks={
    "one row": agrees("gives the matrix of one row of scores", on=scores((2,), (3,), (6,), (10,)), points=4,
        hint=("A higher score raises its own probability and lowers all others.",
              "dp_i / dz_j is p_i * (1 - p_i) on the diagonal, and -p_i * p_j beside it."),
        catches=[Mistake("fills the diagonal only, as if each probability depended on its own score alone",
                         "(np.eye(z.shape[-1]) - p[..., None, :])", "np.eye(z.shape[-1]) * (1 - p[..., None, :])"),
                 Mistake("returns the diagonal p * (1 - p) as a vector",
                         "p[..., :, None] * (np.eye(z.shape[-1]) - p[..., None, :])", "p * (1 - p)"),
                 Mistake("has the wrong sign beside the diagonal",
                         "np.eye(z.shape[-1]) - p[..., None, :]",
                         "np.eye(z.shape[-1]) + p[..., None, :] * (1 - 2 * np.eye(z.shape[-1]))"),
                 Mistake("forgets the diagonal's own term, and returns -p_i * p_j everywhere",
                         "np.eye(z.shape[-1]) - p", "-p"),
                 Mistake("puts a matrix of ones in the place of the identity", "np.eye(z.shape[-1])", "1")]),
    "batch": agrees("gives each row a matrix of its own", points=2,
        on=scores((1, 3), (4, 4), (16, 3), (2, 3, 4), (5, 1)),
        hint="np.outer and np.diag know one row only; broadcasting knows batches.",
        catches=[Mistake("makes one large matrix of the whole batch", function=outer_of_the_batch),
                 Mistake("normalises over the whole batch", "e.sum(axis=-1, keepdims=True)", "e.sum()"),
                 Mistake("normalises over the first axis", "e.sum(axis=-1, keepdims=True)", "e.sum(axis=0)"),
                 Mistake("adds the matrices of the batch",
                         "return p[..., :, None] * (np.eye(z.shape[-1]) - p[..., None, :])",
                         "j = p[..., :, None] * (np.eye(z.shape[-1]) - p[..., None, :])\n"
                         "    return j.reshape(-1, *j.shape[-2:]).sum(axis=0)")]),
    "stable": agrees("stays finite when scores are large", on=large, points=2,
        hint="Shift the scores of each row by their maximum before exp: the softmax stays the same.",
        catches=[Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=-1, keepdims=True)", "z"),
                 Mistake("shifts all rows by one global maximum, and rows far below it are lost",
                         "z.max(axis=-1, keepdims=True)", "z.max()")]),
    "fast": vectorized("does not loop over the rows", on=batched("z", scores((2, 3), (32, 3))), points=1,
        hint="`p[..., :, None] * p[..., None, :]` is an outer product for each row.",
        catches=[Mistake("loops over the rows", function=row_by_row)]),
    "pure": keeps_inputs(on=scores((4, 4), (16, 3), (2, 3)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place",
                         "e = np.exp(z - z.max(axis=-1, keepdims=True))",
                         "z -= z.max(axis=-1, keepdims=True); e = np.exp(z)")]),
})
