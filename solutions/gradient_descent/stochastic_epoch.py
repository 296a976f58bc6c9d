"""stochastic_epoch: an epoch of gradient descent with a step for every sample (Robbins & Monro 1951)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import line_fits, seed


def stochastic_epoch(x, t, w, b, lr, rng):
    """Return ``(w, b)`` of a linear unit after one epoch of stochastic gradient descent.

    Draw the order of the samples once, ``rng.permutation(len(x))``. Each sample in turn gives a step: with the
    error ``e = x[i] @ w + b - t[i]`` under the weights of that moment, ``w`` becomes ``w - lr * e * x[i]`` and
    ``b`` becomes ``b - lr * e``. (``e * x[i]`` and ``e`` are the gradient of ``e**2 / 2``, the sample's own cost.)

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are numbers.

    >>> x, t = np.array([[1.0], [2.0]]), np.array([6.0, 8.0])
    >>> w, b = stochastic_epoch(x, t, np.array([3.0]), 2.0, 0.5, np.random.default_rng(3))
    >>> print(w, b)
    [3.5] 2.5
    """
    for i in rng.permutation(len(x)):
        e = x[i] @ w + b - t[i]
        w = w - lr * e * x[i]
        b = b - lr * e
    return w, b


def reference(x, t, w, b, lr, rng):
    """torch.optim.SGD, a sample at a time."""
    import torch

    w, b = w.clone().requires_grad_(), torch.as_tensor(b, dtype=torch.float64).clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for i in rng.permutation(len(x)):
        optimizer.zero_grad()
        (0.5 * (x[i] @ w + b - t[i]) ** 2).backward()
        optimizer.step()
    return w, b


def with_a_constant_input(x, t, w, b, lr, rng):
    """Another right solution: x and t shuffled together, and the bias as one more weight."""
    order = rng.permutation(x.shape[0])
    v = np.append(w, b)
    for sample, target in zip(np.column_stack([x, np.ones(len(x))])[order], t[order]):
        v += lr * (target - np.sum(v * sample)) * sample
    return v[:-1], v[-1]


def with_slices(x, t, w, b, lr, rng):
    """Another right solution: batches of one."""
    order = np.arange(len(x))
    rng.shuffle(order)
    for k in range(len(x)):
        rows = order[k : k + 1]
        e = x[rows] @ w + b - t[rows]
        w, b = w - lr * (x[rows].T @ e), b - lr * e.sum()
    return w, b


def at_the_start(x, t, w, b, lr, rng):
    """A mistake: all errors are computed before the first step."""
    errors = x @ w + b - t
    for i in rng.permutation(len(x)):
        w = w - lr * errors[i] * x[i]
        b = b - lr * errors[i]
    return w, b


def inputs_alone(x, t, w, b, lr, rng):
    """A mistake: the targets stay where they were."""
    for sample, target in zip(rng.permutation(x), t):
        e = sample @ w + b - target
        w, b = w - lr * e * sample, b - lr * e
    return w, b


def climbing(x, t, w, b, lr, rng):
    """A mistake: both parameters go up the slope."""
    for i in rng.permutation(len(x)):
        e = x[i] @ w + b - t[i]
        w, b = w + lr * e * x[i], b + lr * e
    return w, b


def twice(x, t, w, b, lr, rng):
    """A mistake: the squared error without its half."""
    for i in rng.permutation(len(x)):
        e = 2 * (x[i] @ w + b - t[i])
        w, b = w - lr * e * x[i], b - lr * e
    return w, b


def shares(x, t, w, b, lr, rng):
    """A mistake: each step is divided by the size of the training set."""
    for i in rng.permutation(len(x)):
        e = (x[i] @ w + b - t[i]) / len(x)
        w, b = w - lr * e * x[i], b - lr * e
    return w, b


def a_sample_only(x, t, w, b, lr, rng):
    """A mistake: a step for one random sample is called an epoch."""
    i = rng.permutation(len(x))[0]
    e = x[i] @ w + b - t[i]
    return w - lr * e * x[i], b - lr * e


def epochs(*shapes):
    """Random training sets of ``(N, D)``, with steps small enough for N of them."""

    def cases(rng):
        for samples, features in shapes:
            lr = float(rng.uniform(0.05, 0.15)) / features
            yield from line_fits((samples, features), lr=lr, rng=seed(rng))(rng)

    return cases


EXERCISE = Exercise(stochastic_epoch, reference, accepts=[with_a_constant_input, with_slices], checks={
    "step": agrees("takes the step of one sample", on=epochs((1, 1), (1, 4)), points=2,
        hint="The error of a sample times lr moves the bias; times the sample's inputs, the weights.",
        catches=[Mistake("climbs instead of descending", function=climbing),
                 Mistake("moves w first, and takes the error for b under the new w",
                         "b = b - lr * e", "b = b - lr * (x[i] @ w + b - t[i])"),
                 Mistake("takes the squared error without its half, so that steps are twice as large", function=twice),
                 Mistake("never changes the bias", "b = b - lr * e", "b = b"),
                 Mistake("forgets the learning rate for the bias", "b = b - lr * e", "b = b - e")]),
    "epoch": agrees("takes a step for every sample, in the order that it draws", points=4,
        on=epochs((5, 2), (8, 1), (4, 4), (20, 3), (64, 2)),
        hint=("Which weights does the second sample see?",
              "Each sample gets its error under the weights that the one before has left."),
        catches=[Mistake("computes all errors under the weights at the start of the epoch", function=at_the_start),
                 Mistake("does not shuffle", "rng.permutation(len(x))", "range(len(x))"),
                 Mistake("draws samples with replacement: some come twice, others never",
                         "rng.permutation(len(x))", "rng.integers(len(x), size=len(x))"),
                 Mistake("shuffles x without t", function=inputs_alone),
                 Mistake("divides each step by the number of samples", function=shares),
                 Mistake("stops after one sample", function=a_sample_only)]),
    "chance": reproducible(on=epochs((6, 2), (9, 3)), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.permutation", "np.random.permutation")]),
    "pure": keeps_inputs(on=epochs((6, 2), (3, 3)), points=1,
        hint="`w -= ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "w = w - lr * e * x[i]", "w -= lr * e * x[i]")]),
})
