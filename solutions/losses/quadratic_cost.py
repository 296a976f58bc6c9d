"""quadratic_cost: the loss of linear regression, with a half that its derivative cancels."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions


def quadratic_cost(a, t):
    """Return ``1 / (2 N)`` times the sum of ``(a - t)**2`` over all elements of ``a`` and ``t``.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)``, or ``(N, M)`` with ``M``
    outputs for each sample. ``N`` is the number of samples, not the number of elements. Returns one number.

    >>> x = np.arange(1.0, 9.0)
    >>> print(quadratic_cost(3 * x + 2, 2 * x + 4))
    5.75
    >>> print(quadratic_cost(np.array([[1.0, 2.0]]), np.array([[2.0, 4.0]])))
    2.5
    """
    return np.sum((t - a) ** 2) / (2 * len(a))


def reference(a, t):
    import torch

    return torch.nn.functional.mse_loss(a, t, reduction="sum") / (2 * len(a))


def sample_by_sample(a, t):
    """Another right solution: loops."""
    cost = 0.0
    for predicted, target in zip(a, t):
        cost += 0.5 * np.sum(np.square(predicted - target))
    return cost / a.shape[0]


def by_dot(a, t):
    """Another right solution: the squared length of the error."""
    e = (a - t).ravel()
    return e @ e / a.shape[0] / 2


def lines(rng):
    """The published example, and other lines through the same inputs."""
    x = np.arange(1.0, 9.0)
    yield Case("3x + 2 for 2x + 4", dict(a=3 * x + 2, t=2 * x + 4))
    for _ in range(2):
        slope, offset = rng.uniform(0.5, 3, size=2)
        yield Case("a line", dict(a=slope * x + offset, t=2 * x + 4))


EXERCISE = Exercise(quadratic_cost, reference, accepts=[sample_by_sample, by_dot], checks={
    "line": agrees("measures how far a line is from its targets", on=lines, points=2,
        hint="Square each error first, add them up, and only then divide.",
        catches=[Mistake("leaves out the 1/2", "(2 * len(a))", "len(a)"),
                 Mistake("takes the absolute errors, not their squares", "(t - a) ** 2", "np.abs(t - a)"),
                 Mistake("squares the sum of the errors instead of summing the squares",
                         "np.sum((t - a) ** 2)", "np.sum(t - a) ** 2"),
                 Mistake("multiplies by n, because / 2 * n lacks its brackets", "(2 * len(a))", "2 * len(a)")]),
    "batch": agrees("divides by the number of samples", points=2, on=predictions((1, 3), (4, 4), (16, 3), (2, 7)),
        hint="n counts the samples, whatever number of outputs each of them has.",
        catches=[Mistake("divides by the number of all elements, not of samples", "len(a)", "a.size"),
                 Mistake("divides by the number of outputs, not of samples", "len(a)", "a.shape[-1]"),
                 Mistake("sums over the samples without dividing by n", "(2 * len(a))", "2"),
                 Mistake("keeps one cost for each output", "np.sum((t - a) ** 2)", "np.sum((t - a) ** 2, axis=0)")]),
    "pure": keeps_inputs(on=predictions((8,), (4, 4)), points=1,
        hint="`a -= t` changes the caller's array.",
        catches=[Mistake("subtracts in place", "(t - a) ** 2", "np.subtract(t, a, out=a) ** 2")]),
})
