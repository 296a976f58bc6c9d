"""cross_entropy: how surprised a distribution is by what happened."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def cross_entropy(p, t):
    """Return the cross-entropy of predicted probabilities ``p`` under targets ``t``, the mean over the batch.

    ``p`` and ``t`` are float arrays ``(N, K)``, each row a distribution over ``K`` classes; usually ``t`` is
    one-hot. The loss of one row is ``-sum(t * log(p))``, with the natural logarithm. A class with ``t = 0``
    adds exactly 0, even where ``p`` is 0 too. ``p`` is positive wherever ``t`` is, but it may be tiny, and
    then the loss is large: nothing is clipped. Returns one number.

    >>> p = np.array([[0.228, 0.619, 0.153]])
    >>> print(round(cross_entropy(p, np.array([[0.0, 1.0, 0.0]])), 4))
    0.4797
    """
    surprise = -np.log(np.where(t > 0, p, 1.0))
    return np.sum(t * surprise) / len(p)


def reference(p, t):
    import torch

    return -torch.xlogy(t, p).sum(dim=1).mean()


def row_by_row(p, t):
    """Another right solution: loops."""
    total = 0.0
    for predicted, target in zip(p, t):
        for probability, share in zip(predicted, target):
            if share:
                total -= share * np.log(probability)
    return total / p.shape[0]


def masked(p, t):
    """Another right solution: the logarithm only where it is needed."""
    logs = np.zeros(p.shape)
    np.log(p, out=logs, where=t > 0)
    return -(t * logs).sum(axis=1).mean()


def distributions(rng, rows, classes):
    """Random probabilities, none of them very small."""
    p = rng.uniform(0.05, 1.0, size=(rows, classes))
    return p / p.sum(axis=1, keepdims=True)


def one_hot(rng, rows, classes):
    """Random one-hot targets."""
    return np.eye(classes)[rng.integers(classes, size=rows)]


def worked(rng):
    """The published example, and other single rows."""
    yield Case("class B", dict(p=np.array([[0.228, 0.619, 0.153]]), t=np.array([[0.0, 1.0, 0.0]])))
    yield Case("one row", dict(p=distributions(rng, 1, 4), t=one_hot(rng, 1, 4)))


def batches(rng):
    """Batches that are square, tall and wide."""
    for rows, classes in ((4, 4), (16, 3), (2, 7)):
        yield Case(f"{rows} x {classes}", dict(p=distributions(rng, rows, classes), t=one_hot(rng, rows, classes)))
    yield Case("soft targets", dict(p=distributions(rng, 5, 3), t=distributions(rng, 5, 3)))


def certain(rng):
    """Predictions that give some classes a probability of exactly 0, and one right class hardly any."""
    t = one_hot(rng, 6, 5)
    p = np.where(np.arange(6)[:, None] % 2, t, 0.25 * t + 0.75 * np.roll(t, 1, axis=1))
    yield Case("zeros", dict(p=p, t=t))
    unlikely = rng.uniform(1e-32, 1e-28)
    yield Case("a surprise", dict(p=np.array([[unlikely, 1.0], [0.5, 0.5]]), t=np.eye(2)))


EXERCISE = Exercise(cross_entropy, reference, accepts=[row_by_row, masked], harmless=[
    Harmless("what stands there is multiplied by 0", ("np.where(t > 0, p, 1.0)", "np.where(t > 0, p, 2.0)"))], checks={
    "worked": agrees("measures the surprise of one row", on=worked, points=3,
        hint="Only the class that happened counts: minus the natural log of its probability.",
        catches=[Mistake("leaves out the minus sign", "-np.log(", "np.log("),
                 Mistake("takes the logarithm to base 2", "-np.log(", "-np.log2("),
                 Mistake("takes the logarithm to base 10", "-np.log(", "-np.log10("),
                 Mistake("sums the misses (1 - p) instead of taking a logarithm", "-np.log(", "1 - (")]),
    "batch": agrees("takes the mean over the rows", on=batches, points=3,
        hint="A batch of twice the same rows has the same loss as the rows once.",
        catches=[Mistake("sums over the batch instead of averaging", "/ len(p)", "/ 1"),
                 Mistake("averages over all N * K elements", "/ len(p)", "/ p.size"),
                 Mistake("divides by the number of classes, not of rows", "len(p)", "p.shape[1]"),
                 Mistake("swaps predictions and targets inside the sum",
                         "np.sum(t * surprise)", "-np.sum(p * np.log(np.where(t > 0, t, 1.0)))")]),
    "zeros": agrees("stays finite and exact when a probability is 0, or nearly", on=certain, points=3,
        hint=("What is 0 * log(0) in floating-point numbers?", "Take the logarithm only where t is positive."),
        catches=[Mistake("computes 0 * log(0), which is NaN", "np.where(t > 0, p, 1.0)", "p"),
                 Mistake("keeps the logarithm off 0 by a small number of its own, which caps the loss",
                         "np.where(t > 0, p, 1.0)", "(p + 1e-12)"),
                 Mistake("lets no number in the logarithm be 0, which caps the loss",
                         "np.where(t > 0, p, 1.0)", "np.clip(p, 1e-15, 1.0)"),
                 Mistake("adds 1e-3 inside the logarithm, which biases the loss",
                         "np.where(t > 0, p, 1.0)", "(p + 1e-3)")]),
    "pure": keeps_inputs(on=several(batches, certain), points=1,
        hint="`p[p == 0] = 1` changes the caller's array.",
        catches=[Mistake("replaces the zeros in the caller's p", "surprise = -np.log(np.where(t > 0, p, 1.0))",
                         "p[p == 0] = 1.0; surprise = -np.log(p)"),
                 Mistake("writes into p where the class did not happen", "surprise = -np.log(np.where(t > 0, p, 1.0))",
                         "p[t == 0] = 1.0; surprise = -np.log(p)")]),
})
