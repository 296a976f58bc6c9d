"""batch_epoch: an epoch of gradient descent on the whole training set."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import line_fits


def batch_epoch(x, t, w, b, lr):
    """Return ``(w, b)`` of a linear unit after one epoch of batch gradient descent: a single step.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``. The step is ``lr``
    times the gradient of that cost over all ``N`` samples, at the given ``w`` and ``b``; both change at once.
    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are numbers.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = batch_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.1)
    >>> print(w, b)
    [1.35] 1.75
    """
    e = x @ w + b - t
    dw, db = x.T @ e / len(x), e.mean()
    return w - lr * dw, b - lr * db


def reference(x, t, w, b, lr):
    """A step of torch.optim.SGD."""
    import torch

    w, b = w.clone().requires_grad_(), torch.as_tensor(b, dtype=torch.float64).clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    (0.5 * torch.nn.functional.mse_loss(x @ w + b, t)).backward()
    optimizer.step()
    return w, b


def sample_by_sample(x, t, w, b, lr):
    """Another right solution: adds the gradients up before the step."""
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(x)):
        e = np.dot(w, x[i]) + b - t[i]
        dw, db = dw + e * x[i], db + e
    step = lr / len(x)
    return w - step * dw, b - step * db


def with_a_constant_input(x, t, w, b, lr):
    """Another right solution: the bias as the weight of an input that is always 1."""
    ones, v = np.hstack([x, np.ones((len(x), 1))]), np.append(w, b)
    v = v + lr * np.mean((t - ones @ v)[:, None] * ones, axis=0)
    return v[:-1], v[-1]


def not_averaged(x, t, w, b, lr):
    """A mistake: the step is as many times too large as there are samples."""
    e = x @ w + b - t
    return w - lr * x.T @ e, b - lr * e.sum()


def twice(x, t, w, b, lr):
    """A mistake: the cost without its half."""
    e = x @ w + b - t
    return w - 2 * lr * x.T @ e / len(x), b - 2 * lr * e.mean()


def one_after_the_other(x, t, w, b, lr):
    """A mistake: the bias gets the gradient at weights that have moved already."""
    w = w - lr * x.T @ (x @ w + b - t) / len(x)
    return w, b - lr * np.mean(x @ w + b - t)


def many_steps(x, t, w, b, lr):
    """A mistake: a step for each sample, which is stochastic gradient descent."""
    for sample, target in zip(x, t):
        e = sample @ w + b - target
        w, b = w - lr * e * sample, b - lr * e
    return w, b


def climbing(x, t, w, b, lr):
    """A mistake: both parameters go up the slope."""
    e = x @ w + b - t
    return w + lr * x.T @ e / len(x), b + lr * e.mean()


def single(rng):
    """One sample, where a sum is a mean."""
    yield from line_fits((1, 1), (1, 4), lr=float(rng.uniform(0.1, 0.5)))(rng)


def batches(rng):
    """Random batches, a learning rate for each."""
    for shape in ((8, 1), (5, 2), (4, 4), (64, 3)):
        yield from line_fits(shape, lr=float(rng.uniform(0.1, 0.5)))(rng)


EXERCISE = Exercise(batch_epoch, reference, accepts=[sample_by_sample, with_a_constant_input], checks={
    "step": agrees("takes a step down the slope", on=single, points=2,
        hint=("The gradient says where the cost grows: which way down?",
              "Both w and b get the gradient at the old w and b: compute the error once, before either changes."),
        catches=[Mistake("climbs instead of descending", function=climbing),
                 Mistake("moves w first, and takes the gradient for b at the new w", function=one_after_the_other),
                 Mistake("leaves the half out of the cost, so that the step is twice as large", function=twice),
                 Mistake("never changes the bias", "b - lr * db", "b"),
                 Mistake("forgets the learning rate for the bias", "b - lr * db", "b - db"),
                 Mistake("returns the gradient instead of the new parameters",
                         "w - lr * dw, b - lr * db", "dw, db")]),
    "batch": agrees("takes one step for the whole batch", on=batches, points=2,
        hint="One step of the mean gradient, however many samples there are.",
        catches=[Mistake("adds the gradients of all samples up instead of averaging", function=not_averaged),
                 Mistake("takes a step for each sample, which is stochastic gradient descent", function=many_steps),
                 Mistake("adds the weights' gradient up instead of averaging", "x.T @ e / len(x)", "x.T @ e"),
                 Mistake("divides dw by the number of weights, not of samples", "/ len(x)", "/ len(w)")]),
    "pure": keeps_inputs(on=batches, points=1,
        hint="`w -= ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "return w - lr * dw,", "w -= lr * dw; return w,")]),
})
