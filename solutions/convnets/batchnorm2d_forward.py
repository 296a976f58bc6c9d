"""batchnorm2d_forward: every channel on a common scale (Ioffe & Szegedy 2015, section 3.2)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Return ``(out, running_mean, running_var)``, as torch's BatchNorm2d does.

    ``x`` is ``(N, C, H, W)``; ``gamma``, ``beta`` and the two running statistics are ``(C,)``. The output is
    ``gamma * (x - mean) / sqrt(var + eps) + beta``, channel by channel: all places of a map share a mean and a
    variance, as they share a filter.

    In training, ``mean`` and ``var`` are those of each channel over images, rows and columns; ``var`` divides by
    ``N * H * W``. The new running statistics are ``(1 - momentum) * running + momentum * batch``: for
    ``running_mean`` with the batch's mean, for ``running_var`` with the unbiased variance, which divides by
    ``N * H * W - 1`` (there are two numbers or more in each channel). Otherwise ``mean`` and ``var`` are the running
    statistics, which come back as they were.

    >>> x, one, zero = np.arange(8.0).reshape(2, 1, 2, 2), np.ones(1), np.zeros(1)
    >>> out, mean, var = batchnorm2d_forward(x, one, zero, zero, one)
    >>> print(out[0, 0, 0].round(4), mean.round(4), var.round(4))
    [-1.5275 -1.0911] [0.35] [1.5]
    """
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        n = x[:, 0].size
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * n / (n - 1)
    mean, scale = mean[:, None, None], (gamma / np.sqrt(var + eps))[:, None, None]
    return scale * (x - mean) + beta[:, None, None], running_mean, running_var


def reference(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """torch's own, which updates the running statistics in place."""
    import torch

    running_mean, running_var = running_mean.clone(), running_var.clone()
    out = torch.nn.functional.batch_norm(x, running_mean, running_var, gamma, beta, training, momentum, eps)
    return out, running_mean, running_var


def as_rows(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Another right solution: channels last, and all places as the rows of a table."""
    n, c, h, width = x.shape
    rows = np.moveaxis(x, 1, -1).reshape(-1, c)
    if training:
        m = np.sum(rows, axis=0) / len(rows)
        v = np.sum((rows - m) ** 2, axis=0) / len(rows)
        new_mean = running_mean + momentum * (m - running_mean)
        new_var = running_var - momentum * running_var + momentum * np.var(rows, axis=0, ddof=1)
    else:
        m, v, new_mean, new_var = running_mean, running_var, running_mean.copy(), running_var.copy()
    out = (rows - m) * (v + eps) ** -0.5 * gamma + beta
    return np.moveaxis(out.reshape(n, h, width, c), -1, 1), new_mean, new_var


def images(*shapes, scale=1.0, **options):
    """Random maps, each channel with a mean and a spread of its own."""

    def cases(rng):
        for n, c, h, width in shapes:
            x = scale * (rng.normal(scale=2, size=(c, 1, 1))
                         + rng.uniform(0.3, 3, size=(c, 1, 1)) * rng.normal(size=(n, c, h, width)))
            inputs = dict(x=x, gamma=rng.uniform(0.5, 2, size=c), beta=rng.normal(size=c),
                          running_mean=scale * rng.normal(size=c), running_var=scale**2 * rng.uniform(0.5, 4, size=c))
            yield Case(f"{x.shape}, scale {scale} {options or ''}", {**inputs, **options})

    return cases


TRAINING = images((3, 2, 4, 5), (3, 3, 3, 3), (1, 4, 2, 3), (2, 4, 1, 4))
USED = "mean, scale = mean[:, None, None], (gamma / np.sqrt(var + eps))[:, None, None]"

def only_reshaped(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """A mistake: numbers of all channels in one column."""
    flat = x.reshape(-1, x.shape[1])
    mean, var = running_mean, running_var
    if training:
        mean, var = flat.mean(axis=0), flat.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(flat) / (len(flat) - 1)
    out = gamma * (flat - mean) / np.sqrt(var + eps) + beta
    return out.reshape(x.shape), running_mean, running_var


EXERCISE = Exercise(batchnorm2d_forward, reference, accepts=[as_rows], harmless=[
    Harmless("all channels are of the same size", ("n = x[:, 0].size", "n = x[:, 1].size"))], checks={
    "output": agrees("normalises each channel of a training batch", on=TRAINING, points=3, item=0,
        hint=("How many numbers share a mean: those of a batch at one place, or those of a channel?",
              "Mean and variance over the axes 0, 2 and 3; gamma and beta need two more axes."),
        catches=[Mistake("reshapes to columns of C without moving the channels last, which mixes them up",
                         function=only_reshaped),
                 Mistake("normalises each place by itself, over the batch", "    mean, scale =",
                         "    if training:\n        return (gamma[:, None, None] * (x - x.mean(axis=0)) / np.sqrt("
                         "x.var(axis=0) + eps) + beta[:, None, None], running_mean, running_var)\n    mean, scale ="),
                 Mistake("normalises each map of each image by itself", "    mean, scale =",
                         "    if training:\n        x_hat = x - x.mean(axis=(2, 3), keepdims=True)\n"
                         "        x_hat /= np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)\n"
                         "        return (gamma[:, None, None] * x_hat + beta[:, None, None], running_mean,\n"
                         "                running_var)\n"
                         "    mean, scale ="),
                 Mistake("applies gamma along the width", USED, "mean, scale = mean[:, None, None], np.resize(gamma, "
                         "x.shape[3]) / np.sqrt(var + eps)[:, None, None]"),
                 Mistake("forgets gamma", "(gamma / np.sqrt(var + eps))", "(1 / np.sqrt(var + eps))",
                         hint="gamma and beta come last: they scale and shift each channel."),
                 Mistake("forgets beta", " + beta[:, None, None]", "",
                         hint="gamma and beta come last: they scale and shift each channel."),
                 Mistake("divides by the variance, not by its root", "np.sqrt(var + eps)", "(var + eps)",
                         hint="The deviation, by which is divided, is a root.")]),
    "mean": agrees("updates the running mean", on=several(TRAINING, images((2, 3, 2, 2), momentum=0.3)), points=1,
        item=1, hint="momentum is the weight of the new batch.",
        catches=[Mistake("gives momentum to the old mean", "(1 - momentum) * running_mean + momentum * mean",
                         "momentum * running_mean + (1 - momentum) * mean")]),
    "var": agrees("updates the running variance", on=several(TRAINING, images((2, 3, 2, 2), momentum=0.3)), points=2,
        item=2, hint="How many numbers is the variance of a channel made of?",
        catches=[Mistake("keeps the biased variance", "momentum * var * n / (n - 1)", "momentum * var"),
                 Mistake("counts the images, not all places of them", "n = x[:, 0].size",
                         "n = len(x) + (len(x) == 1)"),
                 Mistake("counts the channels, too", "n = x[:, 0].size", "n = x.size")]),
    "testing": agrees("uses the running statistics when not training", points=2,
        on=images((2, 3, 2, 4), (1, 2, 3, 3), training=False),
        hint="A network in use answers for each image by itself.",
        catches=[Mistake("uses the batch's statistics at test time, too", "if training:", "if True:")]),
    "eps": agrees("adds eps under the root", points=1, item=0,
        on=several(images((2, 3, 2, 4), scale=3e-3), images((2, 2, 3, 3), (2, 2, 2, 2), eps=0.5)),
        hint="A constant channel has the variance 0.",
        catches=[Mistake("adds eps to the root, not under it", "np.sqrt(var + eps)", "(np.sqrt(var) + eps)",
                         hint="eps is added to the variance, before the root is taken."),
                 Mistake("forgets eps", "var + eps", "var")]),
    "pure": keeps_inputs(on=TRAINING, points=1,
        hint="torch updates the running statistics in place; here they are returned.",
        catches=[Mistake("updates the caller's running mean in place",
                         "running_mean = (1 - momentum) * running_mean + momentum * mean",
                         "running_mean *= 1 - momentum; running_mean += momentum * mean")]),
})
