"""sum_of_squares: half the squared length of the error."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions


def sum_of_squares(a, t):
    """Return half the sum of ``(a - t)**2`` over all elements: nothing is averaged, not even over the batch.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(sum_of_squares(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[2.0, 4.0], [0.0, 4.0]])))
    7.0
    """
    return 0.5 * np.sum((t - a) ** 2)


def reference(a, t):
    import torch

    return 0.5 * torch.nn.functional.mse_loss(a, t, reduction="sum")


def by_einsum(a, t):
    """Another right solution: a sum of products."""
    e = np.ravel(a) - np.ravel(t)
    return np.einsum("i,i->", e, e) / 2


def element_by_element(a, t):
    """Another right solution: a loop."""
    total = 0.0
    for predicted, target in zip(a.flat, t.flat):
        total += (predicted - target) ** 2 / 2
    return total


EXERCISE = Exercise(sum_of_squares, reference, accepts=[by_einsum, element_by_element], checks={
    "one": agrees("halves the squared error of one row", on=predictions((5,), (1, 3), (1, 1)), points=2,
        hint="Square each error, add the squares up, halve the sum.",
        catches=[Mistake("leaves out the 1/2", "0.5 * np", "np"),
                 Mistake("squares the sum of the errors instead of summing the squares",
                         "np.sum((t - a) ** 2)", "np.sum(t - a) ** 2"),
                 Mistake("takes the root of the sum: the length of the error, not its square",
                         "0.5 * np.sum((t - a) ** 2)", "np.sqrt(np.sum((t - a) ** 2))"),
                 Mistake("takes the absolute errors, not their squares", "(t - a) ** 2", "np.abs(t - a)")]),
    "batch": agrees("sums over the whole batch", on=predictions((4, 4), (16, 3), (2, 7)), points=2,
        hint="A batch of twice the same rows has twice the loss.",
        catches=[Mistake("averages over the rows", "0.5 * np.sum((t - a) ** 2)",
                         "0.5 * np.sum((t - a) ** 2) / len(a)"),
                 Mistake("averages over all elements", "np.sum(", "np.mean("),
                 Mistake("returns one loss for each row", "(t - a) ** 2)", "(t - a) ** 2, axis=-1)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`t -= a` changes the caller's array.",
        catches=[Mistake("subtracts in place", "(t - a) ** 2", "np.subtract(t, a, out=t) ** 2")]),
})
