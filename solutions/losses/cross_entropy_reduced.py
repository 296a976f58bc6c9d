"""cross_entropy_reduced: one loss for each sample, or their mean, or their sum."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, raises
from autograder.exercise.cases import several


def cross_entropy_reduced(p, t, reduction):
    """Return the cross-entropy of predicted probabilities ``p`` under one-hot targets ``t``, reduced as asked.

    ``p`` and ``t`` are float arrays ``(N, K)``. The loss of one row is ``-log(p[i, k])`` for its right class ``k``,
    where ``t[i, k]`` is 1; all other elements of ``t`` are 0, and such a class adds exactly 0, even where its ``p`` is
    0 too. The right class may be unlikely, and then the loss is large: nothing is clipped. With ``reduction``

    - ``"none"`` the result is an array ``(N,)``, the loss of each row;
    - ``"mean"`` it is one number, their mean over the ``N`` rows;
    - ``"sum"`` it is one number, their sum.

    Any other ``reduction`` raises ValueError.

    >>> p = np.array([[0.228, 0.619, 0.153], [0.5, 0.25, 0.25]])
    >>> t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    >>> print(cross_entropy_reduced(p, t, "none").round(4))
    [0.4797 0.6931]
    >>> print(cross_entropy_reduced(p, t, "mean").round(4), cross_entropy_reduced(p, t, "sum").round(4))
    0.5864 1.1728
    """
    losses = -np.log(np.where(t > 0, p, 1.0)).sum(axis=1)
    if reduction == "none":
        return losses
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    raise ValueError(f"reduction is 'none', 'mean' or 'sum', not {reduction!r}")


def reference(p, t, reduction):
    import torch

    return torch.nn.functional.nll_loss(torch.log(p), t.argmax(dim=1), reduction=reduction)


def by_picking(p, t, reduction):
    """Another right solution: the probability of each row's right class."""
    losses = -np.log(p[np.arange(len(p)), np.argmax(t, axis=1)])
    ways = {"none": lambda each: each, "mean": np.mean, "sum": np.sum}
    if reduction not in ways:
        raise ValueError(reduction)
    return ways[reduction](losses)


def row_by_row(p, t, reduction):
    """Another right solution: loops."""
    losses = np.zeros(len(p))
    for i in range(len(p)):
        for k in range(p.shape[1]):
            if t[i, k]:
                losses[i] -= np.log(p[i, k])
    if reduction == "none":
        return losses
    if reduction in ("mean", "sum"):
        return float(sum(losses)) / (len(p) if reduction == "mean" else 1)
    raise ValueError("no such reduction")


def predicted(rng, rows, classes):
    """Random probabilities, none of them very small, and one-hot targets."""
    p = rng.uniform(0.05, 1.0, size=(rows, classes))
    return p / p.sum(axis=1, keepdims=True), np.eye(classes)[rng.integers(classes, size=rows)]


def reduced(reduction, *shapes):
    """Batches that are square, tall and wide."""

    def cases(rng):
        for rows, classes in shapes:
            p, t = predicted(rng, rows, classes)
            yield Case(f"{rows} x {classes}, {reduction}", dict(p=p, t=t, reduction=reduction))

    return cases


def certain(rng):
    """Predictions that give some classes a probability of exactly 0, and one right class hardly any."""
    for reduction in ("none", "mean", "sum"):
        t = np.eye(4)[rng.integers(4, size=5)]
        p = np.where(np.arange(5)[:, None] % 2, t, 0.25 * t + 0.75 * np.roll(t, 1, axis=1))
        yield Case(f"zeros, {reduction}", dict(p=p, t=t, reduction=reduction))
    p = np.array([[rng.uniform(1e-32, 1e-28), 1.0], [0.5, 0.5]])
    yield Case("a surprise", dict(p=p, t=np.eye(2), reduction="none"))


def unknown(rng):
    """Names of reductions that there are, and of one that there is not."""
    for reduction in ("average", "none", "mean", "sum"):
        p, t = predicted(rng, 3, 4)
        yield Case(f"{reduction}", dict(p=p, t=t, reduction=reduction))


EXERCISE = Exercise(cross_entropy_reduced, reference, accepts=[by_picking, row_by_row], checks={
    "none": agrees("gives the loss of each row", on=reduced("none", (2, 3), (4, 4), (1, 3), (6, 2)), points=2,
        hint="One number for each sample: minus the log of the probability of its right class.",
        catches=[Mistake("leaves out the minus sign", "-np.log(", "np.log("),
                 Mistake("takes the logarithm to base 2", "-np.log(", "-np.log2("),
                 Mistake("takes the logarithm to base 10", "-np.log(", "-np.log10("),
                 Mistake("adds up the samples, not the classes", "axis=1", "axis=0"),
                 Mistake("keeps the axis of the classes", "axis=1", "axis=1, keepdims=True"),
                 Mistake("reduces to the mean all the same", "        return losses\n",
                         "        return losses.mean()\n")]),
    "mean": agrees("gives their mean", on=reduced("mean", (2, 3), (4, 4), (5, 2)), points=1,
        hint="A batch of twice the same rows has the same mean loss as the rows once.",
        catches=[Mistake("averages over all N * K elements", "losses.mean()", "losses.sum() / p.size"),
                 Mistake("divides by the number of classes, not of rows", "losses.mean()",
                         "losses.sum() / p.shape[1]"),
                 Mistake("adds up where a mean is asked", "losses.mean()", "losses.sum() * 1")]),
    "sum": agrees("gives their sum", on=reduced("sum", (2, 3), (4, 4), (5, 2)), points=1,
        hint="A batch of twice the same rows has twice the sum.",
        catches=[Mistake("averages where a sum is asked", "return losses.sum()", "return losses.mean() * 1")]),
    "zeros": agrees("stays finite and exact when a probability is 0, or nearly", on=certain, points=2,
        hint=("What is 0 * log(0) in floating-point numbers?", "Take the logarithm only where t is 1."),
        catches=[Mistake("computes 0 * log(0), which is NaN", "np.log(np.where(t > 0, p, 1.0))", "(t * np.log(p))"),
                 Mistake("keeps the logarithm off 0 by a small number of its own, which caps the loss",
                         "np.where(t > 0, p, 1.0)", "(np.where(t > 0, p, 1.0) + 1e-12)"),
                 Mistake("lets no number in the logarithm be 0, which caps the loss",
                         "np.where(t > 0, p, 1.0)", "np.clip(np.where(t > 0, p, 1.0), 1e-15, 1.0)")]),
    "names": raises("refuses other reductions", on=unknown, points=1,
        hint="A misspelt option that is silently taken for another one is hard to find.",
        catches=[Mistake("takes the mean for every name that it does not know",
                         """raise ValueError(f"reduction is 'none', 'mean' or 'sum', not {reduction!r}")""",
                         "return losses.mean() * 1.0"),
                 Mistake("returns the loss of each row for every name that it does not know",
                         """raise ValueError(f"reduction is 'none', 'mean' or 'sum', not {reduction!r}")""",
                         "return losses * 1.0")]),
    "pure": keeps_inputs(on=several(reduced("none", (4, 4), (3, 2)), certain), points=1,
        hint="`p[t == 0] = 1` changes the caller's array.",
        catches=[Mistake("writes ones into p where the class did not happen",
                         "losses = -np.log(np.where(t > 0, p, 1.0)).sum(axis=1)",
                         "p[t == 0] = 1.0; losses = -np.log(p).sum(axis=1)")]),
})
