"""sgd_epoch: an epoch of gradient descent with mini-batches."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import line_fits, seed


def sgd_epoch(x, t, w, b, lr, batch_size, rng):
    """Return ``(w, b)`` of a linear unit after one epoch of gradient descent with mini-batches.

    Draw the order of the samples once, ``rng.permutation(len(x))``. Its first ``batch_size`` samples are the first
    mini-batch, the next ``batch_size`` the second, and so on; the last one is shorter where ``batch_size`` does
    not divide ``N``. Each mini-batch in turn gives a step: ``lr`` times the gradient, at the ``w`` and ``b`` of
    that moment, of the cost ``sum((a - t)**2) / (2 * B)`` over its ``B`` samples, with outputs ``a = x @ w + b``.
    A short mini-batch is divided by its own ``B``. With ``batch_size=1`` this is ``stochastic_epoch``.

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are
    numbers, ``batch_size`` is at least 1 and may be larger than ``N``.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = sgd_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.1, 8, np.random.default_rng(0))
    >>> print(w, b)
    [1.35] 1.75
    >>> w, b = sgd_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.03125, 3, np.random.default_rng(0))
    >>> print(w.round(4), round(b, 4))
    [2.3053] 1.9025
    """
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        e = x[batch] @ w + b - t[batch]
        w = w - lr * x[batch].T @ e / len(batch)
        b = b - lr * e.mean()
    return w, b


def reference(x, t, w, b, lr, batch_size, rng):
    """torch.optim.SGD, a mini-batch at a time."""
    import torch

    w, b = w.clone().requires_grad_(), torch.as_tensor(b, dtype=torch.float64).clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for batch in torch.from_numpy(rng.permutation(len(x))).split(batch_size):
        optimizer.zero_grad()
        (0.5 * torch.nn.functional.mse_loss(x[batch] @ w + b, t[batch])).backward()
        optimizer.step()
    return w, b


def with_a_constant_input(x, t, w, b, lr, batch_size, rng):
    """Another right solution: x and t shuffled together, and the bias as one more weight."""
    order = np.arange(len(x))
    rng.shuffle(order)
    x, t, v = np.column_stack([x, np.ones(len(x))])[order], t[order], np.append(w, b)
    while len(x):
        a = x[:batch_size] @ v
        v = v + lr * np.einsum("n,nd->d", t[:batch_size] - a, x[:batch_size]) / len(a)
        x, t = x[batch_size:], t[batch_size:]
    return v[:-1], v[-1]


def sample_by_sample(x, t, w, b, lr, batch_size, rng):
    """Another right solution: adds gradients up until a mini-batch is full."""
    dw, db, seen = np.zeros(len(w)), 0.0, 0
    order = rng.permutation(len(x))
    for place, i in enumerate(order):
        e = x[i].dot(w) + b - t[i]
        dw, db, seen = dw + e * x[i], db + e, seen + 1
        if seen == batch_size or place == len(order) - 1:
            w, b = w - lr / seen * dw, b - lr / seen * db
            dw, db, seen = np.zeros(len(w)), 0.0, 0
    return w, b


def not_averaged(x, t, w, b, lr, batch_size, rng):
    """A mistake: steps grow with the mini-batch."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        e = x[batch] @ w + b - t[batch]
        w, b = w - lr * x[batch].T @ e, b - lr * e.sum()
    return w, b


def over_all_samples(x, t, w, b, lr, batch_size, rng):
    """A mistake: a mini-batch's sum is divided by the size of the training set."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        e = x[batch] @ w + b - t[batch]
        w, b = w - lr * x[batch].T @ e / len(x), b - lr * e.sum() / len(x)
    return w, b


def over_batch_size(x, t, w, b, lr, batch_size, rng):
    """A mistake: the short mini-batch is divided by the length of a full one."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        size = min(batch_size, len(x))
        e = x[batch] @ w + b - t[batch]
        w, b = w - lr * x[batch].T @ e / size, b - lr * e.sum() / size
    return w, b


def climbing(x, t, w, b, lr, batch_size, rng):
    """A mistake: both parameters go up the slope."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        e = x[batch] @ w + b - t[batch]
        w, b = w + lr * x[batch].T @ e / len(batch), b + lr * e.mean()
    return w, b


def twice(x, t, w, b, lr, batch_size, rng):
    """A mistake: the cost without its half."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        e = 2 * (x[batch] @ w + b - t[batch])
        w, b = w - lr * x[batch].T @ e / len(batch), b - lr * e.mean()
    return w, b


def at_the_start(x, t, w, b, lr, batch_size, rng):
    """A mistake: all gradients are those of the weights at the start."""
    order, errors = rng.permutation(len(x)), x @ w + b - t
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        w = w - lr * x[batch].T @ errors[batch] / len(batch)
        b = b - lr * errors[batch].mean()
    return w, b


def drawn_again(x, t, w, b, lr, batch_size, rng):
    """A mistake: a permutation for each mini-batch, so that samples come twice or never."""
    for start in range(0, len(x), batch_size):
        batch = rng.permutation(len(x))[start : start + batch_size]
        e = x[batch] @ w + b - t[batch]
        w, b = w - lr * x[batch].T @ e / len(batch), b - lr * e.mean()
    return w, b


def inputs_alone(x, t, w, b, lr, batch_size, rng):
    """A mistake: the targets stay where they were."""
    x = rng.permutation(x)
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        e = x[rows] @ w + b - t[rows]
        w, b = w - lr * x[rows].T @ e / len(e), b - lr * e.mean()
    return w, b


def epochs(*sizes):
    """Random training sets: ``(N, D, batch_size)``."""

    def cases(rng):
        for samples, features, batch_size in sizes:
            others = dict(lr=float(rng.uniform(0.05, 0.15)) / features, batch_size=batch_size, rng=seed(rng))
            for case in line_fits((samples, features), **others)(rng):
                yield Case(f"{case.name}, batch_size={batch_size}", case.inputs)

    return cases


EXERCISE = Exercise(sgd_epoch, reference, accepts=[with_a_constant_input, sample_by_sample], checks={
    "whole": agrees("takes one step where one mini-batch holds all samples", points=2,
        on=epochs((6, 2, 6), (4, 4, 9), (1, 3, 2)),
        hint=("The cost of a mini-batch is a mean, and its gradient is computed before w or b changes.",
              "dw is the mean of error times input, db the mean error."),
        catches=[Mistake("adds the gradients of a mini-batch up instead of averaging", function=not_averaged),
                 Mistake("climbs instead of descending", function=climbing),
                 Mistake("leaves the half out of the cost, so that steps are twice as large", function=twice),
                 Mistake("moves w first, and takes the error for b under the new w",
                         "e.mean()", "(x[batch] @ w + b - t[batch]).mean()"),
                 Mistake("never changes the bias", "b = b - lr * e.mean()", "b = b")]),
    "order": agrees("takes a step for each mini-batch, in the order that it draws", points=4,
        on=epochs((6, 2, 3), (9, 3, 3), (20, 4, 1), (64, 2, 16)),
        hint=("Which weights does the second mini-batch see, and which samples?",
              "Draw once, before the loop; the same rows of x and t make a mini-batch, and its mean is over them."),
        catches=[Mistake("computes all errors under the weights at the start of the epoch", function=at_the_start),
                 Mistake("does not shuffle", "rng.permutation(len(x))", "np.arange(len(x))"),
                 Mistake("shuffles x without t", function=inputs_alone),
                 Mistake("draws a new permutation for each mini-batch", function=drawn_again),
                 Mistake("draws with replacement: some samples come twice, others never",
                         "rng.permutation(len(x))", "rng.integers(len(x), size=len(x))"),
                 Mistake("divides by the number of all samples, not of the mini-batch's", function=over_all_samples)]),
    "last": agrees("takes the last, short mini-batch for what it is", on=epochs((7, 2, 3), (5, 3, 4), (33, 2, 16)),
        points=2,
        hint="How many samples are in the last mini-batch? Its mean is over these.",
        catches=[Mistake("drops the last, short mini-batch", "range(0, len(x), batch_size)",
                         "range(0, max(1, len(x) - batch_size + 1), batch_size)"),
                 Mistake("divides the short mini-batch by the length of a full one", function=over_batch_size)]),
    "chance": reproducible(on=epochs((6, 2, 2), (9, 3, 4)), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.permutation", "np.random.permutation")]),
    "pure": keeps_inputs(on=epochs((6, 2, 2), (3, 3, 1)), points=1,
        hint="`w -= ...` changes the caller's array, and `rng.shuffle(x)` its rows.",
        catches=[Mistake("updates w in place", "w = w - lr * x[batch].T @ e / len(batch)",
                         "w -= lr * x[batch].T @ e / len(batch)")]),
})
