"""dense_backward: the gradients of a fully connected layer."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched


def dense_backward(dout, x, w):
    """Return ``(dx, dw, db)``: a loss's gradients with respect to the input, weights and biases of `dense_forward`.

    ``dout`` is the gradient of the loss with respect to the output ``x @ w + b``, ``(N, M)``; ``x`` is ``(N, D)`` and
    ``w`` is ``(D, M)``. Each gradient has the shape of its array; ``db`` is ``(M,)``. ``b`` itself is not needed. A
    mean over the batch is already in ``dout``: sum over the rows, do not average again. Part of the points is for an
    answer without a loop over the samples.

    >>> dout, x, w = np.array([[1.0], [10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [6.0]])
    >>> dx, dw, db = dense_backward(dout, x, w)
    >>> print(dx)
    [[ 5.  6.]
     [50. 60.]]
    >>> print(dw.T, db)
    [[31. 42.]] [11.]
    """
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def reference(dout, x, w):
    """torch's own layer and autograd; the gradients do not depend on the biases."""
    import torch

    x, w = x.clone().requires_grad_(), w.clone().requires_grad_()
    b = torch.zeros(w.shape[1], dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(torch.nn.functional.linear(x, w.T, b), (x, w, b), dout)


def sample_by_sample(dout, x, w):
    """A mistake where speed is asked, else right: outer products, one sample after the other."""
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for n in range(len(x)):
        dx[n] = w @ dout[n]
        dw += np.outer(x[n], dout[n])
        db += dout[n]
    return dx, dw, db


def unit_by_unit(dout, x, w):
    """Another right solution: the units' parts, one after the other."""
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for m in range(w.shape[1]):
        dx += dout[:, m, None] * w[:, m]
        dw[:, m] = np.sum(dout[:, m, None] * x, axis=0)
        db[m] = np.sum(dout[:, m])
    return dx, dw, db


def with_einsum(dout, x, w):
    """Another right solution: the indices say it all."""
    return [np.einsum("nm,dm->nd", dout, w), np.einsum("nd,nm->dm", x, dout), np.ones(len(dout)) @ dout]


def last_sample_only(dout, x, w):
    """A mistake: = where += is meant."""
    for n in range(len(x)):
        dw = np.outer(x[n], dout[n])
    return dout @ w.T, dw, dout.sum(axis=0)


def layers(*sizes, dtype="float64"):
    """Random layers, (N, D, M) each, and random upstream gradients."""

    def cases(rng):
        for n, d, m in sizes:
            dout, x, w = rng.normal(size=(n, m)), rng.normal(size=(n, d)), rng.normal(size=(d, m))
            name = f"{n} x {d} to {m}{', float32' if dtype == 'float32' else ''}"
            yield Case(name, dict(dout=dout.astype(dtype), x=x.astype(dtype), w=w.astype(dtype)))

    return cases


SIZES = ((1, 3, 2), (4, 4, 4), (5, 2, 3), (16, 7, 1), (2, 1, 6))

EXERCISE = Exercise(dense_backward, reference, accepts=[unit_by_unit, with_einsum], checks={
    "input": agrees("sends the gradient on to the input", on=layers(*SIZES), item=0, points=2,
        hint="Through which weights did one input reach the outputs?",
        catches=[Mistake("multiplies by w instead of by its transpose, which fits square layers only",
                         "dout @ w.T", "dout @ w"),
                 Mistake("averages dx over the units", "dout @ w.T", "dout @ w.T / w.shape[1]"),
                 Mistake("divides dx by the batch size once more", "dout @ w.T", "dout @ w.T / len(x)"),
                 Mistake("leaves the weights out of dx", "dout @ w.T",
                         "dout.sum(axis=1, keepdims=True) * np.ones(x.shape)")]),
    "weights": agrees("gives the gradient of the weights", on=layers(*SIZES), item=1, points=3,
        hint="Which input and which output does one weight connect, and over how many rows?",
        catches=[Mistake("returns the transpose of dw", "x.T @ dout", "dout.T @ x"),
                 Mistake("divides dw by the batch size once more", "x.T @ dout", "x.T @ dout / len(x)"),
                 Mistake("keeps the last sample's dw instead of summing", function=last_sample_only),
                 Mistake("leaves the input out of dw", "x.T @ dout", "np.ones_like(x).T @ dout"),
                 Mistake("returns the step down instead of the gradient", "x.T @ dout", "-x.T @ dout")]),
    "biases": agrees("gives the gradient of the biases", on=layers(*SIZES), item=2, points=2,
        hint="Every row adds the same b: how often does one bias count?",
        catches=[Mistake("averages db over the batch, which dout has done already",
                         "dout.sum(axis=0)", "dout.mean(axis=0)"),
                 Mistake("does not sum db over the batch", "dout.sum(axis=0)", "1.0 * dout"),
                 Mistake("sums db over the units instead of the batch", "dout.sum(axis=0)", "dout.sum(axis=1)"),
                 Mistake("keeps db as a row of a matrix", "dout.sum(axis=0)", "dout.sum(axis=0, keepdims=True)"),
                 Mistake("sums db over everything", "dout.sum(axis=0)", "dout.sum()")]),
    "fast": vectorized(on=batched("x", layers((2, 4, 3), (64, 4, 3))), points=1,
        hint="The sum of the outer products of all samples is one matrix product.",
        catches=[Mistake("loops over the samples", function=sample_by_sample)]),
    "pure": keeps_inputs(on=layers((4, 4, 4), (5, 2, 3)), points=1,
        hint="`dout /= ...` and `w -= ...` change the caller's arrays.",
        catches=[Mistake("takes a step of gradient descent before it returns",
                         "return dout @ w.T, x.T @ dout, dout.sum(axis=0)",
                         "dx = dout @ w.T; dw = x.T @ dout; w -= 0.1 * dw; return dx, dw, dout.sum(axis=0)")]),
})
