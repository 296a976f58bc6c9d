"""global_avg_pool: one number for each feature map (Lin, Chen & Yan 2014)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import images, several


def global_avg_pool(x):
    """Return the mean of each feature map: ``(N, C, H, W)`` becomes ``(N, C)``.

    ``x`` holds floats. Every image and every channel is averaged for itself, over its height and width.

    >>> global_avg_pool(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[1.5, 5.5]])
    """
    return x.mean(axis=(2, 3))


def reference(x):
    import torch

    return torch.nn.functional.adaptive_avg_pool2d(x, 1)[:, :, 0, 0]


def by_product(x):
    """Another right solution: flat maps times a vector of equal weights."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h * w) @ np.full(h * w, 1 / (h * w))


EXERCISE = Exercise(global_avg_pool, reference, accepts=[by_product], checks={
    "mean": agrees("averages over height and width", points=2,
        on=several(images((2, 3, 4, 5), (4, 4, 4, 4), (16, 2, 7, 3), (2, 2, 2, 3)),
                   images((3, 2, 5, 4), dtype=np.float32)),
        hint="Two axes go, two stay.",
        catches=[Mistake("takes the largest value instead of the mean", "x.mean(", "x.max(",
                         hint="The mean of each map is asked."),
                 Mistake("sums instead of averaging", "x.mean(", "x.sum(",
                         hint="The mean of each map is asked."),
                 Mistake("averages over the batch and the channels", "axis=(2, 3)", "axis=(0, 1)",
                         hint="Height and width are the last two axes."),
                 Mistake("averages over rows only", "x.mean(axis=(2, 3))", "x.mean(axis=2)"),
                 Mistake("keeps the two axes, with length 1", "axis=(2, 3)", "axis=(2, 3), keepdims=True")]),
    "one": agrees("works for one image, one channel and one pixel", points=1,
        on=images((1, 3, 2, 4), (3, 1, 4, 2), (1, 1, 3, 3), (2, 3, 1, 1)),
        hint="An axis of length 1 is still an axis.",
        catches=[Mistake("drops every axis of length 1", "x.mean(axis=(2, 3))", "x.mean(axis=(2, 3)).squeeze()"),
                 Mistake("averages over the channels of a batch of one", "x.mean(axis=(2, 3))",
                         "x.mean(axis=(2, 3)) if len(x) > 1 else x.mean(axis=(1, 2))")]),
    "pure": keeps_inputs(on=images((2, 3, 4, 5), (2, 2, 2, 3)), points=1,
        hint="Dividing with `/=` changes the caller's array.",
        catches=[Mistake("divides the caller's maps in place before it sums them",
                         "return x.mean(", "x /= x[0, 0].size; return x.sum(")]),
})
