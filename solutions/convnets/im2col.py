"""im2col: every window of an image as a column, so that a convolution becomes one matrix product."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, images, several


def im2col(x, kernel, stride, pad):
    """Return the windows of the images ``x`` as columns: ``(N, C * kernel * kernel, H' * W')``.

    ``x`` is ``(N, C, H, W)`` and gets ``pad`` zeros on all four sides; the windows are ``kernel`` by ``kernel``
    and move by ``stride`` down and across. There are ``H' = 1 + (H + 2 * pad - kernel) // stride`` of them below
    each other and ``W'``, alike, beside each other; what no whole window reaches is left out. A column holds
    one window: its first channel row by row, then the second. The columns go through the windows row by row,
    too. So ``w.reshape(F, -1) @ im2col(x, kernel, stride, pad)`` is a convolution with filters ``w``, but for
    its shape. Part of the points is for an answer without a loop over the images.

    >>> im2col(np.arange(9.0).reshape(1, 1, 3, 3), 2, 1, 0)
    array([[[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]]])
    """
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    n, c, h, w = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kernel**2, h * w)


def reference(x, kernel, stride, pad):
    import torch

    return torch.nn.functional.unfold(x, kernel, stride=stride, padding=pad)


def window_by_window(x, kernel, stride, pad):
    """Another right solution: one column after the other."""
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    columns = []
    for i in range(0, x.shape[2] - kernel + 1, stride):
        for j in range(0, x.shape[3] - kernel + 1, stride):
            columns.append(x[:, :, i:i + kernel, j:j + kernel].reshape(len(x), -1))
    return np.stack(columns, axis=-1)


def row_of_the_matrix_by_row(x, kernel, stride, pad):
    """Another right solution: one place inside the window after the other."""
    n, c, height, width = x.shape
    padded = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    padded[:, :, pad:pad + height, pad:pad + width] = x
    h, w = 1 + (height + 2 * pad - kernel) // stride, 1 + (width + 2 * pad - kernel) // stride
    out = np.zeros((n, c, kernel, kernel, h, w))
    for k in range(kernel):
        for l in range(kernel):
            out[:, :, k, l] = padded[:, :, k:k + h * stride:stride, l:l + w * stride:stride]
    return out.reshape(n, c * kernel * kernel, h * w)


def image_by_image(x, kernel, stride, pad):
    """A mistake where speed is asked, else right: one image after the other."""
    out = []
    for image in np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)]):
        columns = []
        for i in range(0, image.shape[1] - kernel + 1, stride):
            for j in range(0, image.shape[2] - kernel + 1, stride):
                columns.append(image[:, i:i + kernel, j:j + kernel].ravel())
        out.append(np.transpose(columns))
    return np.array(out)


def worked(rng):
    """The published example."""
    yield Case("worked", dict(x=np.arange(9.0).reshape(1, 1, 3, 3), kernel=2, stride=1, pad=0))


EXERCISE = Exercise(im2col, reference, accepts=[window_by_window, row_of_the_matrix_by_row], checks={
    "grey": agrees("lays out the windows of one channel", points=3,
        on=several(worked, images((1, 1, 4, 6), (3, 1, 5, 4), kernel=3, stride=1, pad=0),
                   images((2, 1, 4, 4), kernel=4, stride=1, pad=0), images((2, 1, 3, 4), kernel=1, stride=1, pad=0)),
        hint="Write the columns of the 3 by 3 example by hand. What is in row 1, and why?",
        catches=[Mistake("returns one row for each window, the transpose",
                         "reshape(n, c * kernel**2, h * w)", "reshape(n, c * kernel**2, h * w).swapaxes(1, 2)"),
                 Mistake("goes through the windows column by column", "(0, 1, 4, 5, 2, 3)", "(0, 1, 4, 5, 3, 2)"),
                 Mistake("lays out each window column by column", "(0, 1, 4, 5, 2, 3)", "(0, 1, 5, 4, 2, 3)"),
                 Mistake("reshapes without moving the window's axes to the front",
                         "windows.transpose(0, 1, 4, 5, 2, 3)", "windows")]),
    "channels": agrees("puts the channels of a window below each other", points=2,
        on=images((2, 3, 4, 5), (1, 2, 5, 5), (4, 4, 4, 4), (1, 2, 2, 3), kernel=2, stride=1, pad=0),
        hint="The whole first channel comes first.",
        catches=[Mistake("runs through the channels fastest", "(0, 1, 4, 5, 2, 3)", "(0, 4, 5, 1, 2, 3)"),
                 Mistake("puts all channels' windows beside each other", "reshape(n, c * kernel**2, h * w)",
                         "reshape(n, c, kernel**2, h * w).swapaxes(1, 2).reshape(n, kernel**2, c * h * w)"),
                 Mistake("puts the images of the batch beside each other, in one matrix",
                         "reshape(n, c * kernel**2, h * w)",
                         "reshape(n, c * kernel**2, h * w).swapaxes(0, 1).reshape(c * kernel**2, n * h * w)",
                         hint="Each image has a matrix of its own: the result has three axes."),
                 Mistake("uses the first channel only", "np.pad(x,", "np.pad(x[:, :1],",
                         hint="A column holds the window in all channels.")]),
    "stride": agrees("moves by `stride`, in whole steps", points=2,
        on=several(images((2, 2, 6, 7), (1, 3, 5, 5), kernel=2, stride=2, pad=0),
                   images((2, 1, 7, 9), kernel=3, stride=2, pad=0), images((1, 2, 8, 10), kernel=2, stride=3, pad=1),
                   images((1, 1, 4, 5), kernel=2, stride=2, pad=0)),
        hint="1 + (H - kernel) // stride windows fit below each other.",
        catches=[Mistake("ignores the stride", "::stride, ::stride", "::1, ::1"),
                 Mistake("moves by `stride` down the rows only", "::stride, ::stride", "::stride, ::1"),
                 Mistake("moves by the window's size", "::stride, ::stride", "::kernel, ::kernel")]),
    "pad": agrees("pads height and width with zeros", points=1,
        on=several(images((2, 2, 3, 4), kernel=3, stride=1, pad=1), images((1, 2, 4, 4), kernel=2, stride=2, pad=2),
                   images((1, 1, 2, 3), kernel=2, stride=2, pad=1)),
        hint="Pad the last two axes, both sides.",
        catches=[Mistake("ignores the padding", "(pad, pad), (pad, pad)]", "(0, 0), (0, 0)]"),
                 Mistake("pads the rows only", "(pad, pad), (pad, pad)]", "(pad, pad), (0, 0)]"),
                 Mistake("repeats the border instead of padding with zeros",
                         "(pad, pad), (pad, pad)]", '(pad, pad), (pad, pad)], mode="edge"')]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", images((2, 3, 4, 5), (32, 3, 4, 5), kernel=2, stride=1, pad=0)),
                   images((1, 1, 3, 3), kernel=2, stride=1, pad=0)),
        hint="A window at one place can be cut from all images at once.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(on=several(images((2, 2, 4, 5), (1, 1, 3, 4), kernel=2, stride=1, pad=0),
                                    images((2, 2, 4, 5), kernel=2, stride=2, pad=1)), points=1,
        hint="Work on a padded copy.",
        catches=[Mistake("wipes the caller's images when it has its copy",
                         "    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])",
                         "    given, x = x, np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)]); given[...] = 0")]),
})
