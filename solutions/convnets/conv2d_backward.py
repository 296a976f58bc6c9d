"""conv2d_backward: backpropagation through a convolution."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, gradients, keeps_inputs, vectorized, vjp
from autograder.exercise.cases import batched, several


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    """Return ``(dx, dw, db)``: the gradients of a loss with respect to the arguments of `conv2d_forward`.

    ``x`` ``(N, C, H, W)``, ``w`` ``(F, C, K, L)``, ``b`` ``(F,)``, ``stride`` and ``pad`` are what the forward
    got; ``dout`` ``(N, F, H', W')`` is the gradient of the loss with respect to what it returned. Each gradient
    has the shape of its argument: ``dx`` that of the images without their padding. A mean over the batch is
    already in ``dout``: sum over the images, do not average again. A pixel that no whole step reaches gets 0.
    Of ``b`` only the shape matters. Loops over everything are right; part of the points is for an answer
    that handles all images at once.

    >>> x, w = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> dx, dw, db = conv2d_backward(np.array([[[[1.0, 0.0], [0.0, 10.0]]]]), x, w, np.zeros(1))
    >>> print(dx[0, 0])
    [[ 1.  2.  0.]
     [ 3. 14. 20.]
     [ 0. 30. 40.]]
    >>> print(dw[0, 0], db)
    [[40. 51.]
     [73. 84.]] [11.]
    """
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dx, dw, db = np.zeros(padded.shape), np.zeros(w.shape), dout.sum(axis=(0, 2, 3))
    rows, columns = dout.shape[2:]
    for k in range(w.shape[2]):
        for l in range(w.shape[3]):
            met = np.s_[:, :, k:k + rows * stride:stride, l:l + columns * stride:stride]
            dw[:, :, k, l] = np.einsum("nfhw,nchw->fc", dout, padded[met])
            dx[met] += np.einsum("nfhw,fc->nchw", dout, w[:, :, k, l])
    return dx[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]], dw, db


def place_by_place(dout, x, w, b, stride=1, pad=0):
    """Another right solution: a loop over the output, the windows of all images and all filters at once."""
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dx, dw, db = np.zeros_like(padded), np.zeros_like(w), np.zeros_like(b)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            window = np.s_[:, :, i * stride:i * stride + w.shape[2], j * stride:j * stride + w.shape[3]]
            dw += np.tensordot(dout[:, :, i, j], padded[window], axes=(0, 0))
            dx[window] += np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
            db += dout[:, :, i, j].sum(axis=0)
    inside = slice(pad, -pad) if pad else slice(None)
    return dx[:, :, inside, inside], dw, db


def image_by_image(dout, x, w, b, stride=1, pad=0):
    """A mistake where speed is asked, else right: a loop over everything, one window after the other."""
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dx, dw = np.zeros_like(padded), np.zeros_like(w)
    for n, f, i, j in np.ndindex(dout.shape):
        window = np.s_[n, :, i * stride:i * stride + w.shape[2], j * stride:j * stride + w.shape[3]]
        dw[f] += dout[n, f, i, j] * padded[window]
        dx[window] += dout[n, f, i, j] * w[f]
    return dx[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]], dw, dout.sum(axis=(0, 2, 3))


def as_matrix_products(dout, x, w, b, stride=1, pad=0):
    """Another right solution: spread out dout, then two full products over all windows."""
    n, _, h, width = x.shape
    f, _, k, l = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    spread = np.zeros((n, f, h + 2 * pad - k + 1, width + 2 * pad - l + 1))
    spread[:, :, ::stride, ::stride] = dout
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, l), axis=(2, 3))
    dw = np.tensordot(spread, windows, axes=([0, 2, 3], [0, 2, 3]))
    around = np.pad(spread, [(0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)])
    windows = np.lib.stride_tricks.sliding_window_view(around, (k, l), axis=(2, 3))
    dx = np.tensordot(windows, w[:, :, ::-1, ::-1], axes=([1, 4, 5], [0, 2, 3])).transpose(0, 3, 1, 2)
    return dx[:, :, pad:pad + h, pad:pad + width], dw, np.einsum("nfhw->f", dout)


def overwritten(dout, x, w, b, stride=1, pad=0):
    """A mistake: `=` instead of `+=`, window by window."""
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dx, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        window = np.s_[:, :, i * stride:i * stride + w.shape[2], j * stride:j * stride + w.shape[3]]
        dw += np.tensordot(dout[:, :, i, j], padded[window], axes=(0, 0))
        dx[window] = np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
    return dx[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]], dw, dout.sum(axis=(0, 2, 3))


def layers(height=5, width=6, batch=2, channels=3, filters=4, kernel=(3, 2), stride=1, pad=0):
    """One convolution with a random upstream gradient; most axes differ in length. Defaults are left out."""
    options = {name: value for name, value, usual in (("stride", stride, 1), ("pad", pad, 0)) if value != usual}

    def cases(rng):
        x, w = rng.normal(size=(batch, channels, height, width)), rng.normal(size=(filters, channels, *kernel))
        out = tuple(1 + (length + 2 * pad - k) // stride for length, k in zip((height, width), kernel))
        dout, b = rng.normal(size=(batch, filters, *out)), rng.normal(size=filters)
        named = "".join(f", {name}={value}" for name, value in options.items())
        yield Case(f"{x.shape} with {w.shape}{named}", dict(dout=dout, x=x, w=w, b=b, **options))

    return cases


PLAIN = several(layers(), layers(4, 4, kernel=(2, 2)), layers(3, 3, batch=1, channels=1, filters=1, kernel=(3, 3)))

EXERCISE = Exercise(
    conv2d_backward, vjp("conv2d_forward", wrt=("x", "w", "b")), accepts=[place_by_place, as_matrix_products], checks={
    "square": gradients("goes back through square filters", points=1,
        on=several(layers(3, 4, batch=1, channels=1, filters=1, kernel=(2, 2)), layers(kernel=(3, 3)),
                   layers(4, 4, kernel=(2, 2))),
        hint="Each output hands its gradient to all that it was made of: a window, a filter and a bias.",
        catches=[Mistake("swaps the row and the column inside the filter's gradient",
                         "dw[:, :, k, l] =", "dw[:, :, l, k] =",
                         hint="dw[f, c, k, l] belongs to w[f, c, k, l]."),
                 Mistake("writes each window's gradient over that of the windows before it, instead of adding",
                         function=overwritten)]),
    "bias": agrees("gives the gradient of the biases", on=PLAIN, points=1, item=2,
        hint="To how many outputs is one bias added?",
        catches=[Mistake("averages db over the batch and the map", "dout.sum(", "dout.mean("),
                 Mistake("does not sum db over the map", "axis=(0, 2, 3)", "axis=0"),
                 Mistake("keeps the last place's db instead of the sum over the map",
                         "dout.sum(axis=(0, 2, 3))", "dout[:, :, -1, -1].sum(axis=0)"),
                 Mistake("divides db by the batch size, which dout has done already",
                         "axis=(0, 2, 3))", "axis=(0, 2, 3)) / len(x)")]),
    "filters": agrees("gives the gradient of the filters", on=PLAIN, points=3, item=1,
        hint=("Which pixels does one weight of a filter meet, and at which outputs?",
              "The weight at (k, l) meets the pixel at (i + k, j + l) for the output at (i, j), in every image."),
        catches=[Mistake("divides dw by the batch size, which dout has done already",
                         "dout, padded[met])", "dout, padded[met]) / len(x)",
                         hint="A mean over the batch is in dout: sum over the images."),
                 Mistake("flips dw, as if the kernel had been flipped",
                         "dw[:, :, k, l] =", "dw[:, :, -1 - k, -1 - l] ="),
                 Mistake("keeps the last image's dw instead of the sum over the batch",
                         'np.einsum("nfhw,nchw->fc", dout, padded[met])',
                         'np.einsum("nfhw,nchw->fc", dout[-1:], padded[met][-1:])'),
                 Mistake("gives every channel the sum over the channels",
                         'np.einsum("nfhw,nchw->fc", dout, padded[met])',
                         'np.einsum("nfhw,nchw->f", dout, padded[met])[:, None]')]),
    "images": agrees("gives the gradient of the images", on=PLAIN, points=3, item=0,
        hint=("Which outputs does one pixel reach, and through which weights?",
              "Every window that holds the pixel adds its part, for each filter."),
        catches=[Mistake("keeps the last window's gradient where windows overlap, instead of the sum",
                         "dx[met] +=", "dx[met] ="),
                 Mistake("flips the kernel on the way back", "dout, w[:, :, k, l])", "dout, w[:, :, -1 - k, -1 - l])",
                         hint="The weight that a pixel was multiplied by brings its gradient back."),
                 Mistake("cuts with pad:-pad, which is empty when pad is 0",
                         "pad:pad + x.shape[2], pad:pad + x.shape[3]", "pad:-pad, pad:-pad",
                         hint="A slice that ends at -0 ends at the beginning: say where it ends by the length of "
                              "x."),
                 Mistake("divides dx by the number of filters",
                         "dout, w[:, :, k, l])", "dout, w[:, :, k, l]) / len(w)",
                         hint="Each filter adds its part: a sum, and no mean.")]),
    "stride": gradients("follows the steps of `stride`", points=2,
        on=several(layers(7, 7, kernel=(3, 3), stride=2), layers(6, 8, stride=2), layers(9, 7, stride=3),
                   layers(4, 5, batch=1, channels=1, filters=1, kernel=(2, 2), stride=2)),
        hint="The output at (i, j) comes from the window that starts at (i * stride, j * stride).",
        catches=[Mistake("ignores the stride on the way back",
                         "k:k + rows * stride:stride, l:l + columns * stride:stride]", "k:k + rows, l:l + columns]"),
                 Mistake("ignores the stride across the columns",
                         "l:l + columns * stride:stride]", "l:l + columns]")]),
    "pad": gradients("takes the padding off again", points=2,
        on=several(layers(pad=1), layers(4, 4, kernel=(3, 3), pad=2), layers(6, 5, stride=2, pad=1),
                   layers(2, 3, batch=1, channels=1, filters=1, kernel=(2, 2), pad=1)),
        hint="dx has the shape of x; which part of the padded gradient is that?",
        catches=[Mistake("returns the gradient of the padded images",
                         "dx[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]", "dx"),
                 Mistake("takes all of the padding off at the end", "pad:pad + x.shape[2], pad:pad + x.shape[3]",
                         ":x.shape[2], :x.shape[3]"),
                 Mistake("multiplies dout by edge pixels that the padding does not have",
                         "(pad, pad), (pad, pad)]", '(pad, pad), (pad, pad)], mode="edge"',
                         hint="The padding is zeros on the way back as well.")]),
    "fast": vectorized("does not loop over the images", points=2,
        on=several(batched("x", layers(batch=2, channels=2, filters=3), layers(batch=24, channels=2, filters=3)),
                   layers(3, 4, batch=1, channels=1, filters=1, kernel=(2, 2))),
        hint="Loop over the places of the kernel, of which there are few. np.einsum or np.tensordot does the rest.",
        catches=[Mistake("loops over the images", function=image_by_image)]),
    "pure": keeps_inputs(points=1,
        on=several(layers(), layers(pad=1), layers(2, 3, batch=1, channels=1, filters=1, kernel=(2, 2), pad=1)),
        hint="Add up in arrays of zeros of your own.",
        catches=[Mistake("takes a step of gradient descent on the caller's filters",
                         "    return dx[:,", "    w -= 0.1 * dw; return dx[:,")]),
})
