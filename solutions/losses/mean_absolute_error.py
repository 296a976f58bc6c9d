"""mean_absolute_error: a loss that outliers move less."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import predictions, several


def mean_absolute_error(a, t):
    """Return the mean of ``abs(a - t)`` over all elements: samples and outputs alike.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(mean_absolute_error(np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 3.0])))
    2.0
    """
    return np.mean(np.abs(t - a))


def reference(a, t):
    import torch

    return torch.nn.functional.l1_loss(a, t)


def element_by_element(a, t):
    """Another right solution: a loop."""
    total = 0.0
    for predicted, target in zip(a.flat, t.flat):
        total += predicted - target if predicted > target else target - predicted
    return total / a.size


def by_extremes(a, t):
    """Another right solution: the larger less the smaller."""
    return (np.maximum(a, t) - np.minimum(a, t)).sum() / np.prod(a.shape)


def both_sides(rng):
    """Errors of one sign, of the other, and of both, so that they cancel."""
    t = rng.normal(size=(4, 3))
    off = rng.uniform(0.2, 2.0, size=(4, 3))
    signs = np.where(np.arange(12).reshape(4, 3) % 2, 1.0, -1.0)
    for name, a in (("too high", t + off), ("too low", t - off), ("both", t + signs * off)):
        yield Case(name, dict(a=a, t=t))


EXERCISE = Exercise(mean_absolute_error, reference, accepts=[element_by_element, by_extremes], checks={
    "sides": agrees("counts errors of both signs alike", on=both_sides, points=2,
        hint="Two errors of opposite sign are two errors.",
        catches=[Mistake("averages the signed errors, which cancel", "np.abs(t - a)", "t - a"),
                 Mistake("takes the absolute value after the mean, when the errors have cancelled",
                         "np.mean(np.abs(t - a))", "np.abs(np.mean(t - a))"),
                 Mistake("takes the length of the vector of errors, not the sum of their sizes",
                         "np.mean(np.abs(t - a))", "np.sqrt(np.sum((t - a) ** 2)) / a.size"),
                 Mistake("counts only predictions that are too low", "np.abs(t - a)", "np.maximum(t - a, 0)")]),
    "batch": agrees("averages over samples and outputs", points=2,
        on=several(predictions((5,), (1, 3), (4, 4), (16, 3)), predictions((3, 5), dtype=np.float32)),
        hint="How many numbers are averaged?",
        catches=[Mistake("takes the root of the mean square", "np.mean(np.abs(t - a))",
                         "np.sqrt(np.mean((t - a) ** 2))"),
                 Mistake("averages over the rows only, and sums over the columns",
                         "np.mean(np.abs(t - a))", "np.sum(np.abs(t - a)) / len(a)"),
                 Mistake("sums instead of averaging", "np.mean(", "np.sum("),
                 Mistake("returns one loss for each row", "np.abs(t - a))", "np.abs(t - a), axis=-1)")]),
    "pure": keeps_inputs(on=predictions((4, 4), (3, 2)), points=1,
        hint="`out=` and `-=` change the caller's array.",
        catches=[Mistake("subtracts in place", "np.abs(t - a)", "np.abs(np.subtract(t, a, out=a))")]),
})
