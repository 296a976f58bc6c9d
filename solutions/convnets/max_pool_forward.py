"""max_pool_forward: the strongest response in each window."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, images, several


def max_pool_forward(x, size, stride):
    """Return the largest value of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. The windows move by ``stride`` down and across,
    which may be less than ``size`` (they overlap) or more. ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows
    and columns that no whole window reaches are left out. There is no padding. Part of the points is for an answer
    without a loop over the images.

    >>> max_pool_forward(np.arange(16.0).reshape(1, 1, 4, 4), 2, 2)
    array([[[[ 5.,  7.],
             [13., 15.]]]])
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


def reference(x, size, stride):
    import torch

    return torch.nn.functional.max_pool2d(x, size, stride)


def place_by_place(x, size, stride):
    """Another right solution: a loop over the output."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top:top + size, left:left + size].max(axis=(2, 3))
    return out


def by_shifts(x, size, stride):
    """Another right solution: the larger of all shifted copies."""
    rows, columns = 1 + (x.shape[2] - size) // stride, 1 + (x.shape[3] - size) // stride
    out = None
    for k in range(size):
        for l in range(size):
            shifted = x[:, :, k:k + rows * stride:stride, l:l + columns * stride:stride][:, :, :rows, :columns]
            out = shifted if out is None else np.maximum(out, shifted)
    return out.copy()


def image_by_image(x, size, stride):
    """A mistake where speed is asked, else right: one window of one map after the other."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, 1 + (h - size) // stride, 1 + (w - size) // stride))
    for m, f, i, j in np.ndindex(out.shape):
        out[m, f, i, j] = np.max(x[m, f, i * stride:i * stride + size, j * stride:j * stride + size])
    return out


def padded_to_whole_windows(x, size, stride):
    """A mistake: counts the last, incomplete window."""
    extra = [-(length - size) % stride for length in x.shape[2:]]
    x = np.pad(x, [(0, 0), (0, 0), (0, extra[0]), (0, extra[1])], constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


def half_the_size(x, size, stride):
    """A mistake: maps of half the length, whatever the windows; the rest stays 0."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h // 2, w // 2))
    for i in range(min(h // 2, 1 + (h - size) // stride)):
        for j in range(min(w // 2, 1 + (w - size) // stride)):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top:top + size, left:left + size].max(axis=(2, 3))
    return out


def negative(rng):
    """Maps without any positive value."""
    for case in images((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2)(rng):
        yield type(case)(f"negative {case.name}", {**case.inputs, "x": -np.abs(case.inputs["x"]) - 0.1})


EXERCISE = Exercise(max_pool_forward, reference, accepts=[place_by_place, by_shifts], checks={
    "tiles": agrees("pools windows side by side", points=2,
        on=several(images((2, 3, 4, 6), (4, 4, 4, 4), (1, 1, 2, 2), size=2, stride=2),
                   images((3, 2, 6, 9), size=3, stride=3), images((2, 2, 4, 6), dtype=np.float32, size=2, stride=2)),
        hint="Each channel keeps to itself; a window covers rows and columns.",
        catches=[Mistake("averages each window", ".max(", ".mean(",
                         hint="The largest value of each window is asked."),
                 Mistake("takes the smallest value", ".max(", ".min(",
                         hint="The largest value of each window is asked."),
                 Mistake("takes the largest magnitude, without its sign",
                         ".max(axis=(4, 5))", ".__abs__().max(axis=(4, 5))",
                         hint="The largest value is asked, not the one that is furthest from 0."),
                 Mistake("takes the largest value of all channels", "max(axis=(4, 5))",
                         "max(axis=(1, 4, 5), keepdims=True)[..., 0, 0] + 0 * x[:, :, :1, :1]",
                         hint="Each channel is pooled for itself."),
                 Mistake("pools down the rows only", "max(axis=(4, 5))", "max(axis=4)[..., 0]")]),
    "stride": agrees("moves the windows by `stride`", points=2,
        on=several(images((2, 3, 5, 7), size=3, stride=2), images((2, 1, 6, 5), (1, 2, 4, 4), size=3, stride=1),
                   images((2, 2, 7, 10), size=1, stride=3)),
        hint="How far apart two windows start has nothing to do with how large they are.",
        catches=[Mistake("moves by the window's size instead of `stride`", "::stride, ::stride", "::size, ::size"),
                 Mistake("moves by `stride` down the rows only", "::stride, ::stride", "::stride, ::size",
                         hint="The windows move by `stride` down and across."),
                 Mistake("ignores the stride", "::stride, ::stride", "::1, ::1",
                         hint="The windows move by `stride` down and across."),
                 Mistake("makes maps of half the length, whatever size and stride", function=half_the_size,
                         hint="H' is 1 + (H - size) // stride.")]),
    "edges": agrees("leaves out what no whole window reaches", points=1,
        on=several(images((2, 3, 5, 6), (1, 2, 7, 7), (1, 1, 3, 5), size=2, stride=2),
                   images((2, 3, 6, 7), size=3, stride=2),
                   images((1, 2, 8, 9), size=3, stride=4)),
        hint="1 + (H - size) // stride windows fit below each other.",
        catches=[Mistake("counts a last window that hangs over the edge", function=padded_to_whole_windows),
                 Mistake("drops the last window of each row and column that fits exactly",
                         "::stride, ::stride]", ":x.shape[2] - size:stride, :x.shape[3] - size:stride]")]),
    "negative": agrees("finds the largest of negative values", on=negative, points=1,
        hint="What is the largest of -3 and -1, if one starts to look from 0?",
        catches=[Mistake("starts from 0, as if every map had positive values",
                         "max(axis=(4, 5))", "max(axis=(4, 5), initial=0)")]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", images((2, 3, 4, 6), (32, 3, 4, 6), size=2, stride=2)),
                   images((1, 2, 4, 4), size=2, stride=2)),
        hint="max takes several axes at once: no image has to wait for another one.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(on=images((2, 3, 4, 6), (1, 1, 5, 5), size=2, stride=2), points=1,
        hint="A window is a view: what is written there is written to the caller's maps.",
        catches=[Mistake("wipes the caller's maps when it is done",
                         "return windows[:, :, ::stride, ::stride].max(axis=(4, 5))",
                         "out = windows[:, :, ::stride, ::stride].max(axis=(4, 5)); x[...] = 0; return out")]),
})
