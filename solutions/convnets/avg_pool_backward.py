"""avg_pool_backward: everybody in the window gets an equal part."""

import numpy as np

from autograder.exercise import Exercise, Mistake, gradients, keeps_inputs, vectorized, vjp
from autograder.exercise.cases import batched, pooled, several


def avg_pool_backward(dout, x, size, stride):
    """Return ``dx``, the gradient of a loss with respect to the input of `avg_pool_forward`.

    ``x`` ``(N, C, H, W)``, ``size`` and ``stride`` are what the forward got; ``dout`` ``(N, C, H', W')`` is the
    gradient of the loss with respect to what it returned. ``dx`` has the shape of ``x``. Each element of a
    window gets an equal part of the window's gradient; one that lies in several windows gets the sum, and one
    that no window reaches gets 0. Part of the points is for an answer without a loop over the images.

    >>> avg_pool_backward(np.array([[[[4.0, 8.0], [0.0, 40.0]]]]), np.zeros((1, 1, 3, 3)), 2, 1)
    array([[[[ 1.,  3.,  2.],
             [ 1., 13., 12.],
             [ 0., 10., 10.]]]])
    """
    dx = np.zeros(x.shape)
    rows, columns = dout.shape[2:]
    for k in range(size):
        for l in range(size):
            dx[:, :, k:k + rows * stride:stride, l:l + columns * stride:stride] += dout / size**2
    return dx


def window_by_window(dout, x, size, stride):
    """Another right solution: a loop over the output."""
    dx = np.zeros_like(x)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            dx[:, :, top:top + size, left:left + size] += dout[:, :, i, j, None, None] / (size * size)
    return dx


def image_by_image(dout, x, size, stride):
    """A mistake where speed is asked, else right: one window of one map after the other."""
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        dx[n, c, i * stride:i * stride + size, j * stride:j * stride + size] += dout[n, c, i, j] / size**2
    return dx


def overwritten(dout, x, size, stride):
    """A mistake: `=` instead of `+=`, window by window."""
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            window = np.s_[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            dx[window] = dout[:, :, i, j, None, None] / size**2
    return dx


def repeated(dout, x, size, stride):
    """A mistake: each gradient becomes a tile, which is right for tiles only."""
    dx = np.zeros(x.shape)
    tiles = dout.repeat(size, axis=2).repeat(size, axis=3)[:, :, :x.shape[2], :x.shape[3]] / size**2
    dx[:, :, :tiles.shape[2], :tiles.shape[3]] = tiles
    return dx


def to_the_corner(dout, x, size, stride):
    """A mistake: one element of each window gets everything."""
    dx = np.zeros(x.shape)
    rows, columns = dout.shape[2:]
    dx[:, :, :rows * stride:stride, :columns * stride:stride] += dout
    return dx


EXERCISE = Exercise(
    avg_pool_backward, vjp("avg_pool_forward", wrt="x"), accepts=[window_by_window], checks={
    "share": gradients("gives each element its part", points=2,
        on=several(pooled((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2), pooled((2, 1, 6, 9), size=3, stride=3)),
        hint="By how much does the mean grow if one of the elements grows by 1?",
        catches=[Mistake("gives each element the whole gradient", "dout / size**2", "dout"),
                 Mistake("divides by the side of the window, not by its area", "size**2", "size"),
                 Mistake("gives everything to the first element of the window", function=to_the_corner),
                 Mistake("averages the gradient over the batch once more",
                         "dout / size**2", "dout / size**2 / len(x)"),
                 Mistake("multiplies by the input, as if the mean were a product", "dout / size**2",
                         "dout * x[:, :, k:k + rows * stride:stride, l:l + columns * stride:stride] / size**2")]),
    "overlap": gradients("adds up where windows overlap", points=2,
        on=several(pooled((2, 2, 5, 7), (1, 1, 6, 6), size=3, stride=1), pooled((2, 2, 7, 5), size=3, stride=2),
                   pooled((1, 1, 3, 4), size=2, stride=1)),
        hint="One element may lie in several windows.",
        catches=[Mistake("keeps the last gradient where windows overlap, instead of the sum",
                         ":stride] += dout", ":stride] = dout"),
                 Mistake("writes each window over those before it, instead of adding, where windows overlap",
                         function=overwritten),
                 Mistake("lays out the gradients as tiles, whatever the stride", function=repeated),
                 Mistake("divides by the stride's square instead of by the window's area",
                         "size**2", "stride**2",
                         hint="How many elements share a window's gradient depends on its size alone.")]),
    "gaps": gradients("leaves 0 where no window reaches", points=1,
        on=several(pooled((2, 2, 5, 7), (1, 1, 5, 5), size=2, stride=2), pooled((1, 2, 8, 9), size=2, stride=3)),
        hint="dx has the shape of x, whatever the windows reach.",
        catches=[Mistake("cuts dx off behind the last window",
                         "return dx", "return dx[:, :, :(rows - 1) * stride + size, :(columns - 1) * stride + size]"),
                 Mistake("starts from ones instead of zeros", "np.zeros(x.shape)", "np.ones(x.shape)",
                         hint="What no window reaches gets 0.")]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", pooled((2, 3, 4, 6), (32, 3, 4, 6), size=2, stride=2)),
                   pooled((1, 1, 4, 4), size=2, stride=2)),
        hint="Every window shares out its gradient in the same way, in all images at once.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(on=pooled((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2), points=1,
        hint="`dout /= 4` changes the caller's array.",
        catches=[Mistake("divides the caller's dout in place", "dx = np.zeros(x.shape)",
                         "dx = np.zeros(x.shape); dout /= size**2; dout = dout * size**2"),
                 Mistake("writes the gradient into the caller's x", "dx = np.zeros(x.shape)", "dx = x; dx[...] = 0")]),
})
