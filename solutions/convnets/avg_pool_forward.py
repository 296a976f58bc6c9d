"""avg_pool_forward: the mean response in each window."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, images, several


def avg_pool_forward(x, size, stride):
    """Return the mean of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. The windows move by ``stride`` down and across,
    which may be less than ``size`` (they overlap) or more. ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows
    and columns that no whole window reaches are left out. There is no padding. Part of the points is for an answer
    without a loop over the images.

    >>> avg_pool_forward(np.arange(16.0).reshape(1, 1, 4, 4), 2, 2)
    array([[[[ 2.5,  4.5],
             [10.5, 12.5]]]])
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))


def reference(x, size, stride):
    import torch

    return torch.nn.functional.avg_pool2d(x, size, stride)


def place_by_place(x, size, stride):
    """Another right solution: a loop over the output."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top:top + size, left:left + size].sum(axis=(2, 3)) / size**2
    return out


def by_running_sums(x, size, stride):
    """Another right solution: differences of sums from the corner (an integral image)."""
    sums = np.pad(x.astype(float).cumsum(axis=2).cumsum(axis=3), [(0, 0), (0, 0), (1, 0), (1, 0)])
    rows = sums[:, :, size:] - sums[:, :, :-size]
    boxes = rows[..., size:] - rows[..., :-size]
    return boxes[:, :, ::stride, ::stride] / (size * size)


def image_by_image(x, size, stride):
    """A mistake where speed is asked, else right: one window of one map after the other."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for m, f, i, j in np.ndindex(out.shape):
        out[m, f, i, j] = np.mean(x[m, f, i * stride:i * stride + size, j * stride:j * stride + size])
    return out


def with_zeros_beyond(x, size, stride):
    """A mistake: counts the last, incomplete window, filled up with zeros."""
    extra = [-(length - size) % stride for length in x.shape[2:]]
    x = np.pad(x, [(0, 0), (0, 0), (0, extra[0]), (0, extra[1])])
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))


EXERCISE = Exercise(avg_pool_forward, reference, accepts=[place_by_place, by_running_sums], checks={
    "tiles": agrees("pools windows side by side", points=2,
        on=several(images((2, 3, 4, 6), (4, 4, 4, 4), (1, 1, 2, 2), size=2, stride=2),
                   images((3, 2, 6, 9), size=3, stride=3)),
        hint="How many values are in one window?",
        catches=[Mistake("takes the largest value", ".mean(", ".max(",
                         hint="The mean of each window is asked."),
                 Mistake("sums each window without dividing", ".mean(", ".sum("),
                 Mistake("divides by the side of the window, not by its area",
                         "mean(axis=(4, 5))", "sum(axis=(4, 5)) / size"),
                 Mistake("averages over the channels too", "mean(axis=(4, 5))", "mean(axis=(1, 4, 5))[:, None]",
                         hint="Each channel is pooled for itself.")]),
    "stride": agrees("moves the windows by `stride`", points=2,
        on=several(images((2, 3, 5, 7), size=3, stride=2), images((2, 1, 6, 5), (1, 2, 4, 4), size=3, stride=1),
                   images((2, 2, 7, 10), size=1, stride=3)),
        hint="How far apart two windows start has nothing to do with how large they are.",
        catches=[Mistake("moves by the window's size instead of `stride`", "::stride, ::stride", "::size, ::size"),
                 Mistake("moves by `stride` across the columns only", "::stride, ::stride", "::size, ::stride",
                         hint="The windows move by `stride` down and across."),
                 Mistake("ignores the stride", "::stride, ::stride", "::1, ::1",
                         hint="The windows move by `stride` down and across."),
                 Mistake("divides by the stride's square instead of by the window's area",
                         "mean(axis=(4, 5))", "sum(axis=(4, 5)) / stride**2")]),
    "edges": agrees("leaves out what no whole window reaches", points=1,
        on=several(images((2, 3, 5, 6), (1, 2, 7, 7), (1, 1, 3, 5), size=2, stride=2),
                   images((2, 3, 6, 7), size=3, stride=2)),
        hint="1 + (H - size) // stride windows fit below each other.",
        catches=[Mistake("counts a last window that hangs over the edge", function=with_zeros_beyond),
                 Mistake("drops the last window of each row and column that fits exactly",
                         "::stride, ::stride]", ":x.shape[2] - size:stride, :x.shape[3] - size:stride]")]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", images((2, 3, 4, 6), (32, 3, 4, 6), size=2, stride=2)),
                   images((1, 2, 4, 4), size=2, stride=2)),
        hint="mean takes several axes at once: no image has to wait for another one.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(on=images((2, 3, 4, 6), (1, 1, 5, 5), size=2, stride=2), points=1,
        hint="`x /= 4` changes the caller's maps.",
        catches=[Mistake("divides the caller's maps in place before it sums them",
                         "return windows[:, :, ::stride, ::stride].mean(",
                         "x /= size**2; return windows[:, :, ::stride, ::stride].sum(")]),
})
