"""mean_squared_error: the loss of regression."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions, several


def mean_squared_error(a, t):
    """Return the mean of ``(a - t)**2`` over all elements: samples and outputs alike, without a 1/2.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(mean_squared_error(np.array([[1.0, 2.0]]), np.array([[1.0, 4.0]])))
    2.0
    """
    return np.mean((t - a) ** 2)


def reference(a, t):
    import torch

    return torch.nn.functional.mse_loss(a, t)


def row_by_row(a, t):
    """Another right solution: a loop over the samples."""
    total = 0.0
    for predicted, target in zip(a, t):
        total += np.mean((predicted - target) ** 2)
    return total / len(a)


def by_norm(a, t):
    """Another right solution: the squared length of the error."""
    return np.linalg.norm(np.ravel(a - t)) ** 2 / np.size(a)


EXERCISE = Exercise(mean_squared_error, reference, accepts=[row_by_row, by_norm], checks={
    "square": agrees("averages the squares of the errors", on=predictions((6,), (1, 3), (1,)), points=2,
        hint="Square each error before you average.",
        catches=[Mistake("takes the absolute errors, not their squares", "(t - a) ** 2", "np.abs(t - a)"),
                 Mistake("halves the mean", "np.mean(", "0.5 * np.mean("),
                 Mistake("squares the mean error instead of averaging the squares",
                         "np.mean((t - a) ** 2)", "np.mean(t - a) ** 2"),
                 Mistake("takes the root of the mean", "np.mean((t - a) ** 2)", "np.sqrt(np.mean((t - a) ** 2))")]),
    "batch": agrees("averages over samples and outputs", points=2,
        on=several(predictions((4, 4), (5, 2), (1, 7), (64, 3)), predictions((6, 3), dtype=np.float32)),
        hint="How many numbers are averaged?",
        catches=[Mistake("averages over the rows only, and sums over the columns",
                         "np.mean((t - a) ** 2)", "np.mean(np.sum((t - a) ** 2, axis=-1))"),
                 Mistake("averages over the columns only, and sums over the rows",
                         "np.mean((t - a) ** 2)", "np.sum(np.mean((t - a) ** 2, axis=-1))"),
                 Mistake("divides half of the sum by the number of rows, where the mean over all elements is asked",
                         "np.mean((t - a) ** 2)", "np.sum((t - a) ** 2) / (2 * len(a))"),
                 Mistake("returns one loss for each row", "(t - a) ** 2)", "(t - a) ** 2, axis=-1)")]),
    "pure": keeps_inputs(on=predictions((4, 2), (3, 3)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "(t - a) ** 2", "np.subtract(t, a, out=a) ** 2")]),
})
