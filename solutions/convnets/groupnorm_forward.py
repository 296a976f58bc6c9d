"""groupnorm_forward: normalisation that needs no batch (Wu & He 2018)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    """Return ``gamma * (x - mean) / sqrt(var + eps) + beta`` with statistics of each image's groups of channels.

    ``x`` is ``(N, C, H, W)``, ``gamma`` and ``beta`` are ``(C,)``. The channels fall into ``groups`` groups of
    neighbours, all of the same size: with 6 channels and 2 groups, channels 0, 1, 2 and channels 3, 4, 5. Each group
    of each image is normalised by the mean and the variance (divided by their number) of all its numbers, and by
    nothing of other images.

    >>> x = np.arange(8.0).reshape(1, 4, 1, 2)
    >>> print(groupnorm_forward(x, np.ones(4), np.zeros(4), 2).reshape(2, 4).round(4))
    [[-1.3416 -0.4472  0.4472  1.3416]
     [-1.3416 -0.4472  0.4472  1.3416]]
    """
    rows = x.reshape(len(x), groups, -1)
    mean, var = rows.mean(axis=2, keepdims=True), rows.var(axis=2, keepdims=True)
    normal = ((rows - mean) / np.sqrt(var + eps)).reshape(x.shape)
    return gamma[:, None, None] * normal + beta[:, None, None]


def reference(x, gamma, beta, groups, eps=1e-5):
    import torch

    return torch.nn.functional.group_norm(x, groups, gamma, beta, eps)


def group_by_group(x, gamma, beta, groups, eps=1e-5):
    """Another right solution: a loop over the groups of all images."""
    out, size = np.empty(x.shape), x.shape[1] // groups
    for first in range(0, x.shape[1], size):
        group = x[:, first:first + size]
        away = group - group.mean((1, 2, 3), keepdims=True)
        out[:, first:first + size] = away / np.sqrt((away**2).mean((1, 2, 3), keepdims=True) + eps)
    return out * gamma.reshape(-1, 1, 1) + beta.reshape(-1, 1, 1)


def images(*asked, scale=1.0, **options):
    """Random maps, each channel with a mean and a spread of its own: ``(shape, groups)``."""

    def cases(rng):
        for (n, c, h, width), groups in asked:
            x = scale * (rng.normal(scale=2, size=(n, c, 1, 1))
                         + rng.uniform(0.3, 3, size=(c, 1, 1)) * rng.normal(size=(n, c, h, width)))
            inputs = dict(x=x, gamma=rng.uniform(0.5, 2, size=c), beta=rng.normal(size=c), groups=groups, **options)
            yield Case(f"{x.shape}, {many(groups, 'group')}, scale {scale} {options or ''}", inputs)

    return cases


EXERCISE = Exercise(groupnorm_forward, reference, accepts=[group_by_group], harmless=[
    Harmless("NumPy takes any negative length as what is left",
             ("groups, -1)\n    mean", "groups, -2)\n    mean"))], checks={
    "groups": agrees("normalises neighbouring channels of one image", points=3,
        on=several(images(((3, 6, 2, 4), 2), ((4, 4, 4, 4), 2), ((1, 6, 3, 2), 3), ((1, 4, 2, 2), 2)),
                   images(((2, 4, 3, 3), 1), ((2, 4, 3, 5), 4))),
        hint=("Which numbers share a mean?",
              "reshape(N, groups, -1) puts each group into a row of its own."),
        catches=[Mistake("puts every groups-th channel into a group", "    return gamma[:, None, None] * normal",
                         "    mixed = x.reshape(len(x), -1, groups, *x.shape[2:]).swapaxes(1, 2)\n"
                         "    rows = mixed.reshape(len(x), groups, -1)\n"
                         "    rows = (rows - rows.mean(axis=2, keepdims=True)) / np.sqrt("
                         "rows.var(axis=2, keepdims=True) + eps)\n"
                         "    normal = rows.reshape(mixed.shape).swapaxes(1, 2).reshape(x.shape)\n"
                         "    return gamma[:, None, None] * normal"),
                 Mistake("averages over the batch, too", "rows.mean(axis=2, keepdims=True), rows.var(axis=2, "
                         "keepdims=True)", "rows.mean(axis=(0, 2), keepdims=True), rows.var(axis=(0, 2), "
                         "keepdims=True)",
                         hint="Each image is normalised by itself."),
                 Mistake("takes groups for the number of channels in a group", "x.reshape(len(x), groups, -1)",
                         "x.reshape(len(x), x.shape[1] // groups, -1)"),
                 Mistake("divides by the variance, not by its root", "np.sqrt(var + eps)", "(var + eps)",
                         hint="The deviation, by which is divided, is a root."),
                 Mistake("divides the squares by one less than their number", "rows.var(axis=2,",
                         "rows.var(axis=2, ddof=1,",
                         hint="The variance is divided by the number of all numbers of the group.")]),
    "affine": agrees("scales and shifts each channel", points=1,
        on=images(((2, 4, 3, 4), 2), ((3, 3, 3, 3), 1), ((1, 4, 2, 2), 2)),
        hint="gamma and beta have a number for each channel, not for each group and not for each column.",
        catches=[Mistake("applies gamma and beta along the width",
                         "gamma[:, None, None] * normal + beta[:, None, None]",
                         "np.resize(gamma, x.shape[3]) * normal + np.resize(beta, x.shape[3])"),
                 Mistake("forgets gamma", "gamma[:, None, None] * normal", "normal",
                         hint="gamma and beta come last: they scale and shift each channel."),
                 Mistake("forgets beta", " + beta[:, None, None]", "",
                         hint="gamma and beta come last: they scale and shift each channel.")]),
    "eps": agrees("adds eps under the root", points=1,
        on=several(images(((2, 4, 2, 4), 2), scale=3e-3), images(((2, 2, 3, 3), 2), ((1, 4, 2, 2), 2), eps=0.5)),
        hint="A constant group has the variance 0.",
        catches=[Mistake("adds eps to the root, not under it", "np.sqrt(var + eps)", "(np.sqrt(var) + eps)",
                         hint="eps is added to the variance, before the root is taken."),
                 Mistake("forgets eps", "var + eps", "var")]),
    "pure": keeps_inputs(on=images(((2, 4, 2, 4), 2), ((1, 4, 2, 2), 2)), points=1,
        hint="`x -= mean` changes the caller's array; a reshaped array may be a view of it.",
        catches=[Mistake("centres the caller's images in place", "((rows - mean) /", "(rows.__isub__(mean) /")]),
})
