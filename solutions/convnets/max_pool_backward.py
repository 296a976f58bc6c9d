"""max_pool_backward: the gradient goes to whoever won."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, gradients, keeps_inputs, vectorized, vjp
from autograder.exercise.cases import batched, pooled, several


def max_pool_backward(dout, x, size, stride):
    """Return ``dx``, the gradient of a loss with respect to the input of `max_pool_forward`.

    ``x`` ``(N, C, H, W)``, ``size`` and ``stride`` are what the forward got; ``dout`` ``(N, C, H', W')`` is the
    gradient of the loss with respect to what it returned. ``dx`` has the shape of ``x``. Each window passes its whole
    gradient to its largest element; if several are equally large, to the first of them, row by row. An element that
    wins in several windows gets the sum; one that never wins gets 0. Part of the points is for an answer without a
    loop over the images.

    >>> x = np.array([[[[1.0, 2.0, 0.0], [5.0, 3.0, 4.0], [5.0, 0.0, 4.0]]]])
    >>> max_pool_backward(np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]), x, 2, 1)
    array([[[[   0.,    0.,    0.],
             [ 101.,    0., 1010.],
             [   0.,    0.,    0.]]]])
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    winner = windows.reshape(*dout.shape, size**2).argmax(axis=-1)
    n, c, i, j = np.indices(dout.shape)
    place = (n, c, i * stride + winner // size, j * stride + winner % size)
    dx = np.zeros(x.shape)
    np.add.at(dx, place, dout)
    return dx


def place_by_place(dout, x, size, stride):
    """Another right solution: a loop over the output, with the winners of all maps at once."""
    dx = np.zeros_like(x)
    n, c = np.indices(dout.shape[:2])
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            window = x[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            k, l = np.divmod(window.reshape(*n.shape, -1).argmax(axis=2), size)
            dx[n, c, i * stride + k, j * stride + l] += dout[:, :, i, j]
    return dx


def by_shifts(dout, x, size, stride):
    """Another right solution: each place inside the window in turn, to windows without a winner so far."""
    dx, left = np.zeros(x.shape), dout.copy()
    rows, columns = dout.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    largest = windows.max(axis=(4, 5))
    for k in range(size):
        for l in range(size):
            wins = windows[..., k, l] == largest
            dx[:, :, k:k + rows * stride:stride, l:l + columns * stride:stride] += np.where(wins, left, 0)
            left[wins] = 0
    return dx


def window_by_window(dout, x, size, stride):
    """A mistake where speed is asked, else right: one window of one map after the other."""
    dx = np.zeros_like(x)
    for n in range(dout.shape[0]):
        for c in range(dout.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    window = x[n, c, i * stride:i * stride + size, j * stride:j * stride + size]
                    k, l = np.unravel_index(window.argmax(), window.shape)
                    dx[n, c, i * stride + k, j * stride + l] += dout[n, c, i, j]
    return dx


def to_every_tie(dout, x, size, stride):
    """A mistake: a mask of all that equal the largest."""
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            reached = np.s_[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            window = x[reached]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dx[reached] += mask * dout[:, :, i, j][:, :, None, None]
    return dx


def shared_between_ties(dout, x, size, stride):
    """A mistake: all that equal the largest get an equal part."""
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            reached = np.s_[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            window = x[reached]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            mask = mask / mask.sum(axis=(2, 3), keepdims=True)
            dx[reached] += mask * dout[:, :, i, j][:, :, None, None]
    return dx


def overwritten(dout, x, size, stride):
    """A mistake: `=` instead of `+=`, a whole window at a time."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        window = np.s_[n, c, i * stride:i * stride + size, j * stride:j * stride + size]
        dx[window] = (np.arange(size**2) == x[window].argmax()).reshape(size, size) * dout[n, c, i, j]
    return dx


def overwritten_with_ties(dout, x, size, stride):
    """Two mistakes that often come together: `=` instead of `+=`, of a mask of all that equal the largest."""
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        window = np.s_[n, c, i * stride:i * stride + size, j * stride:j * stride + size]
        dx[window] = (x[window] == x[window].max()) * dout[n, c, i, j]
    return dx


def spread(dout, x, size, stride):
    """A mistake: average pooling's way back."""
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, i * stride:i * stride + size, j * stride:j * stride + size] += (
                dout[:, :, i, j][:, :, None, None] / size**2)
    return dx


def ties(rng):
    """Maps in few grey levels, and maps behind a ReLU, where whole windows are 0."""
    for case in pooled((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2)(rng):
        levels = rng.integers(3, size=case.inputs["x"].shape).astype(float)
        yield Case(f"few levels {case.name}", {**case.inputs, "x": levels})
    for case in pooled((2, 2, 5, 6), size=3, stride=1)(rng):
        yield Case(f"after a ReLU {case.name}", {**case.inputs, "x": np.maximum(case.inputs["x"] - 1, 0)})
    for case in pooled((1, 2, 4, 4), size=2, stride=2)(rng):
        yield Case(f"constant {case.name}", {**case.inputs, "x": np.full((1, 2, 4, 4), float(rng.integers(-5, 6)))})


EXERCISE = Exercise(
    max_pool_backward, vjp("max_pool_forward", wrt="x"), accepts=[place_by_place, by_shifts], checks={
    "winner": gradients("passes each gradient to the largest element", points=3,
        on=several(pooled((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2), pooled((2, 1, 6, 9), size=3, stride=3)),
        hint="Which of the window's elements would change the output if it grew a little?",
        catches=[Mistake("spreads the gradient over the window, as average pooling does", function=spread),
                 Mistake("passes it to the smallest element", ".argmax(", ".argmin("),
                 Mistake("passes it to the largest magnitude", "windows.reshape", "np.abs(windows).reshape"),
                 Mistake("multiplies the gradient by the largest value",
                         "dx, place, dout)", "dx, place, dout * x[place])",
                         hint="By how much does the output grow if the largest element grows by 1?"),
                 Mistake("swaps the row and the column inside the window",
                         "i * stride + winner // size, j * stride + winner % size",
                         "i * stride + winner % size, j * stride + winner // size",
                         hint="A window is counted row by row: // size gives the row, % size the column.")]),
    "overlap": gradients("adds up where windows overlap, and leaves gaps at 0", points=2,
        on=several(pooled((2, 2, 5, 7), (1, 1, 6, 6), size=3, stride=1), pooled((2, 2, 7, 5), size=3, stride=2),
                   pooled((1, 2, 8, 7), size=2, stride=3), pooled((1, 1, 3, 4), size=2, stride=1)),
        hint="One element may win in several windows.",
        catches=[Mistake("keeps the last gradient where one element wins several windows, instead of their sum",
                         "np.add.at(dx, place, dout)", "dx[place] = dout"),
                 Mistake("writes each window over those before it, instead of adding, where windows overlap",
                         function=overwritten),
                 Mistake("averages the gradients of an element that wins several windows",
                         "return dx", "count = np.zeros(x.shape); np.add.at(count, place, 1); "
                         "return dx / np.maximum(count, 1)",
                         hint="An element that wins in several windows gets the sum."),
                 Mistake("moves by the window's size instead of `stride`",
                         "i * stride + winner // size, j * stride + winner % size",
                         "i * size + winner // size, j * size + winner % size",
                         hint="The window of the output (i, j) starts at (i * stride, j * stride).")]),
    "ties": agrees("passes it to the first of equally large elements", on=ties, points=2,
        hint="How many elements of a window may get its gradient?",
        catches=[Mistake("passes the whole gradient to every one of equally large elements", function=to_every_tie),
                 Mistake("writes each window over those before it, and passes the whole gradient to every one of "
                         "equally large elements", function=overwritten_with_ties),
                 Mistake("shares the gradient between equally large elements", function=shared_between_ties),
                 Mistake("passes it to the last of equally large elements",
                         "windows.reshape(*dout.shape, size**2).argmax(axis=-1)",
                         "size**2 - 1 - windows.reshape(*dout.shape, size**2)[..., ::-1].argmax(axis=-1)",
                         hint="Row by row, the first of them counts.")]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", pooled((2, 3, 4, 6), (32, 3, 4, 6), size=2, stride=2)),
                   pooled((1, 1, 4, 4), size=2, stride=2)),
        hint="argmax of one window is a number; of a stack of windows, along their last axis, it is one each.",
        catches=[Mistake("loops over the images", function=window_by_window)]),
    "pure": keeps_inputs(on=pooled((2, 3, 4, 6), (1, 1, 4, 4), size=2, stride=2), points=1,
        hint="Add up in an array of zeros of your own.",
        catches=[Mistake("writes the gradient into the caller's x", "dx = np.zeros(x.shape)", "dx = x; dx[...] = 0")]),
})
