"""l2_pool_forward: the length of each window, seen as a vector."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, images, several


def l2_pool_forward(x, size, stride):
    """Return the square root of the sum of the squares of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. It is a sum, not a mean. The windows move by
    ``stride`` down and across, which may be less than ``size`` (they overlap) or more.
    ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows and columns that no whole window reaches are left out. There
    is no padding. Part of the points is for an answer without a loop over the images.

    >>> print(l2_pool_forward(np.array([[[[3.0, 0.0, -2.0, 1.0], [0.0, -4.0, 2.0, 4.0]]]]), 2, 2))
    [[[[5. 5.]]]]
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return np.sqrt((windows[:, :, ::stride, ::stride] ** 2).sum(axis=(4, 5)))


def reference(x, size, stride):
    import torch

    return torch.nn.functional.lp_pool2d(x, 2, size, stride)


def by_norm(x, size, stride):
    """Another right solution: NumPy's own norm of each window, place by place."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            out[:, :, i, j] = np.linalg.norm(window.reshape(n, c, -1), axis=2)
    return out


def image_by_image(x, size, stride):
    """A mistake where speed is asked, else right: one window of one map after the other."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for m, f, i, j in np.ndindex(out.shape):
        out[m, f, i, j] = np.linalg.norm(x[m, f, i * stride:i * stride + size, j * stride:j * stride + size])
    return out


def worked(rng):
    """The published example, and maps with zeros and without any positive value."""
    x = np.array([[[[3.0, 0.0, -2.0, 1.0], [0.0, -4.0, 2.0, 4.0]]]])
    yield Case("worked", dict(x=x, size=2, stride=2))
    yield Case("dark", dict(x=np.zeros((1, 2, 4, 4)), size=2, stride=2))
    yield Case("negative", dict(x=-rng.uniform(0.1, 3.0, size=(2, 1, 4, 6)), size=2, stride=2))


EXERCISE = Exercise(l2_pool_forward, reference, accepts=[by_norm], checks={
    "norm": agrees("gives the length of each window", points=2,
        on=several(worked, images((2, 3, 4, 6), (4, 4, 4, 4), size=2, stride=2),
                   images((3, 2, 6, 9), size=3, stride=3)),
        hint="Think of the window as one vector.",
        catches=[Mistake("takes the root of the mean, not of the sum", ".sum(", ".mean("),
                 Mistake("forgets the root", "np.sqrt((windows[:, :, ::stride, ::stride] ** 2).sum(axis=(4, 5)))",
                         "(windows[:, :, ::stride, ::stride] ** 2).sum(axis=(4, 5))"),
                 Mistake("adds up before it squares", "(windows[:, :, ::stride, ::stride] ** 2).sum(axis=(4, 5))",
                         "windows[:, :, ::stride, ::stride].sum(axis=(4, 5)) ** 2"),
                 Mistake("takes the largest square only", ".sum(", ".max("),
                 Mistake("adds over the channels too",
                         "sum(axis=(4, 5))", "sum(axis=(1, 4, 5), keepdims=True)[..., 0, 0]",
                         hint="Each channel is pooled for itself.")]),
    "stride": agrees("moves the windows by `stride`, and keeps to whole ones", points=1,
        on=several(images((2, 3, 5, 7), (1, 2, 6, 6), size=3, stride=2),
                   images((2, 1, 6, 5), (1, 1, 5, 4), size=3, stride=1),
                   images((2, 2, 7, 10), size=2, stride=3)),
        hint="1 + (H - size) // stride windows fit below each other.",
        catches=[Mistake("moves by the window's size instead of `stride`", "::stride, ::stride", "::size, ::size"),
                 Mistake("moves by `stride` down the rows only", "::stride, ::stride", "::stride, ::size",
                         hint="The windows move by `stride` down and across."),
                 Mistake("ignores the stride", "::stride, ::stride", "::1, ::1",
                         hint="The windows move by `stride` down and across.")]),
    "fast": vectorized("does not loop over the images", points=1,
        on=several(batched("x", images((2, 3, 4, 6), (32, 3, 4, 6), size=2, stride=2)),
                   images((1, 2, 4, 4), size=2, stride=2)),
        hint="sum takes several axes at once: no image has to wait for another one.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(on=images((2, 3, 4, 6), (1, 1, 5, 5), size=2, stride=2), points=1,
        hint="`x **= 2` changes the caller's maps.",
        catches=[Mistake("squares the caller's maps in place",
                         "return np.sqrt((windows[:, :, ::stride, ::stride] ** 2)",
                         "x **= 2; return np.sqrt(windows[:, :, ::stride, ::stride]")]),
})
