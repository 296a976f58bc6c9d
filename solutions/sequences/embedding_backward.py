"""embedding_backward: a token's vector gets the gradients of all its places."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, vectorized
from autograder.exercise.cases import batched


def embedding_backward(dout, ids, size):
    """Return ``dw``: the gradient of a loss with respect to the table of `embedding_forward`, ``(size, D)``.

    ``dout``, ``(N, T, D)``, is the gradient with respect to the vectors that `embedding_forward` returned for the
    tokens ``ids``, an int array ``(N, T)`` of numbers from 0 to ``size - 1``. Row ``k`` of ``dw`` is the sum of
    ``dout[n, t]`` over all places where ``ids[n, t]`` is ``k``: a token may come many times, in one row and in several.
    Tokens that do not come get rows of 0. A mean over the batch is already in ``dout``: do not average again. Loops
    are right; part of the points is for an answer without any.

    >>> print(embedding_backward(np.ones((1, 3, 2)), np.array([[2, 0, 2]]), 3))
    [[1. 1.]
     [0. 0.]
     [2. 2.]]
    """
    dw = np.zeros((size, dout.shape[2]))
    np.add.at(dw, ids, dout)
    return dw


def reference(dout, ids, size):
    """torch's embedding and its autograd."""
    import torch

    w = torch.zeros((size, dout.shape[2]), dtype=torch.float64, requires_grad=True)
    [dw] = torch.autograd.grad(torch.nn.functional.embedding(ids, w), w, dout)
    return dw


def as_a_product(dout, ids, size):
    """Another right solution: the transpose of one-hot rows times the gradients."""
    return np.einsum("ntv,ntd->vd", np.eye(size)[ids], dout)


def one_after_the_other(dout, ids, size):
    """A mistake where speed is asked, else right: a loop over all places."""
    dw = np.zeros((size, dout.shape[2]))
    for token, gradient in zip(ids.ravel(), dout.reshape(-1, dout.shape[2])):
        dw[token] += gradient
    return dw


def places(*sizes, repeats=True):
    """Tokens with an upstream gradient: ``(N, T, V, D)``; each token comes once at most, or many times."""

    def cases(rng):
        for n, t, v, d in sizes:
            ids = rng.integers(v, size=(n, t)) if repeats else rng.permutation(v)[: n * t].reshape(n, t)
            if repeats:
                ids[0, :2] = ids[-1, -1]  # in one row, and in several
            dout = rng.normal(size=(n, t, d))
            yield Case(f"{n} x {t} tokens of {v}, D={d}", dict(dout=dout, ids=ids, size=v))

    return cases


EXERCISE = Exercise(embedding_backward, reference, accepts=[as_a_product], checks={
    "once": agrees("gives each token the gradient of its place", points=2,
        on=places((1, 2, 3, 2), (2, 3, 8, 4), (2, 2, 5, 5), repeats=False),
        hint="Which row of the table reached the place [n, t]?",
        catches=[Mistake("divides by the batch size, which dout has done already",
                         "dw, ids, dout)", "dw, ids, dout / len(dout))",
                         hint="A mean over the batch is in dout already."),
                 Mistake("counts the tokens from 1", "dw, ids, dout)", "dw, ids - 1, dout)"),
                 Mistake("ends the table at the largest token that comes", "np.zeros((size,",
                         "np.zeros((ids.max() + 1,",
                         hint="The table has `size` rows, whatever tokens come."),
                 Mistake("puts ones where the gradients belong", "dw, ids, dout)", "dw, ids, 1.0)",
                         hint="What comes back to a token is the dout of its place."),
                 Mistake("returns the transpose of dw", "return dw", "return dw.T",
                         hint="dw has the shape of the table: (size, D).")]),
    "repeats": agrees("adds up what comes back to one token", points=3,
        on=places((1, 3, 2, 2), (2, 4, 3, 3), (3, 6, 4, 2), (5, 5, 5, 5)),
        hint=("A vector that is used twice gets two gradients. What does the chain rule do with them?",
              "`dw[ids] += dout` reads all rows, adds, and writes each of them once. np.add.at does it one by one."),
        catches=[Mistake("loses the repeats of a token, as `dw[ids] += dout` does",
                         "np.add.at(dw, ids, dout)", "dw[ids] += dout"),
                 Mistake("loses the repeats of a token within a row", "np.add.at(dw, ids, dout)",
                         "for row, grads in zip(ids, dout): dw[row] += grads"),
                 Mistake("averages over the places of a token", "return dw",
                         "return dw / np.maximum(np.bincount(ids.ravel(), minlength=size), 1)[:, None]",
                         hint="What comes back is added up, and divided by nothing."),
                 Mistake("goes through the first row of tokens only", "dw, ids, dout)", "dw, ids[0], dout[0])",
                         hint="All rows of ids count.")]),
    "fast": vectorized("does not loop over the tokens", points=1,
        on=batched("ids", places((2, 3, 4, 2)), places((30, 3, 4, 2))),
        hint="np.add.at does what the loop does; so does a product with one-hot rows.",
        catches=[Mistake("loops over the tokens", function=one_after_the_other)]),
})
