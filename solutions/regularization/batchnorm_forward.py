"""batchnorm_forward: every feature on a common scale (Ioffe & Szegedy 2015, algorithms 1 and 2)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Return ``(out, running_mean, running_var)``, as torch's BatchNorm1d does.

    ``x`` is ``(N, D)``; ``gamma``, ``beta`` and the two running statistics are ``(D,)``. The output is
    ``gamma * (x - mean) / sqrt(var + eps) + beta``.

    In training, ``mean`` and ``var`` are those of the batch's columns; ``var`` divides by ``N``. The new running
    statistics are ``(1 - momentum) * running + momentum * batch``: for ``running_mean`` with the batch's mean,
    for ``running_var`` with the batch's unbiased variance, which divides by ``N - 1``. So ``momentum`` is the weight
    of the new value here, where the ``beta`` of optimizers is that of the old one. A training batch has two rows or
    more. Its columns may lie far from 0, at 1e7 with a spread of 1, and are normalised well even there.

    Otherwise ``mean`` and ``var`` are the running statistics, which come back as they were.

    >>> x, one, zero = np.array([[1.0, 10.0], [3.0, 50.0]]), np.ones(2), np.zeros(2)
    >>> out, mean, var = batchnorm_forward(x, one, zero, zero, one, eps=0.0)
    >>> print(out.tolist(), mean.round(4), var.round(4))
    [[-1.0, -1.0], [1.0, 1.0]] [0.2 3. ] [ 1.1 80.9]
    """
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        unbiased = var * len(x) / (len(x) - 1)
        running_var = (1 - momentum) * running_var + momentum * unbiased
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def reference(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """torch's own, which updates the running statistics in place."""
    import torch

    running_mean, running_var = running_mean.clone(), running_var.clone()
    out = torch.nn.functional.batch_norm(x, running_mean, running_var, gamma, beta, training, momentum, eps)
    return out, running_mean, running_var


def folded(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Another right solution: one scale and one shift for each column."""
    n = len(x)
    if training:
        mean = np.sum(x, axis=0) / n
        var = np.sum((x - mean) ** 2, axis=0) / n
        new_mean = running_mean + momentum * (mean - running_mean)
        new_var = running_var + momentum * (var * n / (n - 1) - running_var)
    else:
        mean, var, new_mean, new_var = running_mean, running_var, running_mean.copy(), running_var.copy()
    scale = gamma / (var + eps) ** 0.5
    return x * scale + (beta - mean * scale), new_mean, new_var


def momentum_of_the_old(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """A mistake: momentum is the share of the old statistics, as it is in Keras."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var * len(x) / (len(x) - 1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def momentum_of_the_old_and_biased(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Two mistakes that often come together: momentum as in Keras, and the variance that normalises the batch."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def replaced(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """A mistake: the statistics of the last batch stand for those of all."""
    mean, var = running_mean, running_var
    if training:
        mean, var = running_mean, running_var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def never_shrunk(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """A mistake: both running statistics grow without end."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = running_mean + momentum * mean
        running_var = running_var + momentum * var * len(x) / (len(x) - 1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def batches(*shapes, scale=1.0, away=2.0, **options):
    """Random columns, each with a mean of its own, ``away`` from 0; running statistics that are not the batch's."""

    def cases(rng):
        for n, d in shapes:
            x = scale * (rng.normal(scale=away, size=d) + rng.uniform(0.3, 3, size=d) * rng.normal(size=(n, d)))
            inputs = dict(x=x, gamma=rng.uniform(0.5, 2, size=d), beta=rng.normal(size=d),
                          running_mean=scale * rng.normal(size=d), running_var=scale**2 * rng.uniform(0.5, 4, size=d))
            yield Case(f"{n} x {d}, scale {scale}, {away} away {options or ''}", {**inputs, **options})

    return cases


TRAINING = batches((5, 3), (4, 4), (2, 3), (32, 6))
BATCH = "x.mean(axis=0), x.var(axis=0)\n"

EXERCISE = Exercise(batchnorm_forward, reference, accepts=[folded], checks={
    "output": agrees("normalises the columns of a training batch", on=TRAINING, points=3, item=0,
        hint="Each feature has its own mean and variance, over the batch.",
        catches=[Mistake("normalises the rows, as layer normalisation does", BATCH,
                         "x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)\n"),
                 Mistake("normalises a training batch by the running statistics", BATCH,
                         "x.mean(axis=0), x.var(axis=0); x_mean, x_var = mean, var\n"
                         "        out_mean, out_var = running_mean, running_var\n"
                         "        return (gamma * (x - out_mean) / np.sqrt(out_var + eps) + beta, "
                         "(1 - momentum) * running_mean + momentum * x_mean, "
                         "(1 - momentum) * running_var + momentum * x_var * len(x) / (len(x) - 1))\n"),
                 Mistake("normalises by the unbiased variance", "np.sqrt(var + eps)",
                         "np.sqrt((unbiased if training else var) + eps)"),
                 Mistake("divides by the variance, not by its root", "np.sqrt(var + eps)", "(var + eps)"),
                 Mistake("forgets gamma", "gamma * (x - mean)", "(x - mean)"),
                 Mistake("forgets beta", "np.sqrt(var + eps) + beta", "np.sqrt(var + eps)")]),
    "mean": agrees("updates the running mean", points=2, item=1,
        on=several(TRAINING, batches((4, 3), momentum=0.3)),
        hint="momentum is the weight of the new batch.",
        catches=[Mistake("gives momentum to the old statistics instead of to the batch's",
                         function=momentum_of_the_old),
                 Mistake("adds to both running statistics without shrinking them first", function=never_shrunk),
                 Mistake("gives momentum to the old mean instead of to the batch's",
                         "(1 - momentum) * running_mean + momentum * mean",
                         "momentum * running_mean + (1 - momentum) * mean"),
                 Mistake("adds to the running mean without shrinking it first",
                         "(1 - momentum) * running_mean", "running_mean"),
                 Mistake("replaces the running mean by the batch's",
                         "(1 - momentum) * running_mean + momentum * mean", "mean"),
                 Mistake("always uses a momentum of 0.1 for the mean",
                         "(1 - momentum) * running_mean + momentum * mean", "0.9 * running_mean + 0.1 * mean")]),
    "var": agrees("updates the running variance", points=2, item=2,
        on=several(TRAINING, batches((4, 3), momentum=0.3, eps=0.5)),
        hint="Which of the two variances foretells that of data that are not in the batch?",
        catches=[Mistake("keeps the running variance of the biased ones", "momentum * unbiased", "momentum * var"),
                 Mistake("gives momentum to the old statistics instead of to the batch's, and keeps the biased "
                         "variance", function=momentum_of_the_old_and_biased),
                 Mistake("replaces both running statistics by the batch's, without momentum", function=replaced),
                 Mistake("replaces the running variance by the batch's",
                         "(1 - momentum) * running_var + momentum * unbiased", "unbiased"),
                 Mistake("keeps the batch's variance with eps in it", "momentum * unbiased",
                         "momentum * (unbiased + eps)"),
                 Mistake("keeps a running standard deviation", "momentum * unbiased", "momentum * np.sqrt(unbiased)"),
                 Mistake("adds to the running variance without shrinking it first",
                         "(1 - momentum) * running_var", "running_var")]),
    "testing": agrees("uses the running statistics when not training", points=2,
        on=batches((5, 3), (1, 4), (3, 3), training=False),
        hint="A single test sample has no variance of its own.",
        catches=[Mistake("uses the batch's statistics at test time, too", "if training:", "if True:"),
                 Mistake("updates the running statistics at test time, too",
                         "    return gamma", "    if not training:\n"
                         "        running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)\n"
                         "        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0)\n"
                         "    return gamma"),
                 Mistake("forgets eps at test time", "np.sqrt(var + eps)", "np.sqrt(var + eps * training)")]),
    "eps": agrees("adds eps under the root", points=1, item=0, on=several(
            batches((4, 5), scale=3e-3), batches((4, 3), eps=0.5), batches((3, 4), eps=0.1, training=False)),
        hint="A constant column has the variance 0.",
        catches=[Mistake("adds eps to the root, not under it", "np.sqrt(var + eps)", "(np.sqrt(var) + eps)"),
                 Mistake("forgets eps", "var + eps", "var"),
                 Mistake("uses a small eps of its own, whatever eps is", "var + eps", "var + 1e-5")]),
    "far": agrees("keeps its precision far from 0", points=1, item=0, on=batches((20, 3), (4, 4), away=1e7),
        hint="Squares of large numbers differ by little, and a float has 16 digits: take the mean off first.",
        catches=[Mistake("takes the squared mean off the mean square, which cancels", BATCH,
                         "x.mean(axis=0), np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0)\n")]),
    "pure": keeps_inputs(on=TRAINING, points=1,
        hint="torch updates the running statistics in place; here they are returned.",
        catches=[Mistake("updates the caller's running mean in place",
                         "running_mean = (1 - momentum) * running_mean + momentum * mean",
                         "running_mean *= 1 - momentum; running_mean += momentum * mean")]),
})
