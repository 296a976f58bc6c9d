"""conv2d_forward: the convolution layer, as deep-learning libraries define it."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, several


def conv2d_forward(x, w, b, stride=1, pad=0):
    """Slide the filters ``w`` over the images ``x`` and add the biases ``b``; return the feature maps.

    ``x`` is ``(N, C, H, W)``, ``w`` is ``(F, C, K, L)``, ``b`` is ``(F,)``. The images get ``pad`` zeros on all
    four sides, and the filters move by ``stride`` down and across. The kernel is not flipped: this is a
    cross-correlation, as in every deep-learning library. The result is ``(N, F, H', W')`` with
    ``H' = 1 + (H + 2 * pad - K) // stride`` and ``W' = 1 + (W + 2 * pad - L) // stride``; rows and columns
    that a whole step no longer reaches are left out.

    Seven nested loops are a right answer, and a slow one. Part of the points is for one that handles all images at
    once; a loop over the places of the output, or over those of the kernel, is then still fine.

    >>> conv2d_forward(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)), np.ones(1))
    array([[[[ 9., 13.],
             [21., 25.]]]])
    """
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, H', W', K, L)
    return np.einsum("nchwkl,fckl->nfhw", windows, w) + b[:, None, None]


def reference(x, w, b, stride=1, pad=0):
    import torch

    return torch.nn.functional.conv2d(x, w, b, stride=stride, padding=pad)


def with_loops(x, w, b, stride=1, pad=0):
    """A mistake where speed is asked, else right: seven loops, four of them written out."""
    n, c, height, width = x.shape
    f, _, k, l = w.shape
    padded = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    padded[:, :, pad:pad + height, pad:pad + width] = x
    out = np.zeros((n, f, 1 + (height + 2 * pad - k) // stride, 1 + (width + 2 * pad - l) // stride))
    for image in range(n):
        for kernel in range(f):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    window = padded[image, :, i * stride:i * stride + k, j * stride:j * stride + l]
                    out[image, kernel, i, j] = (window * w[kernel]).sum() + b[kernel]
    return out


def by_shifts(x, w, b, stride=1, pad=0):
    """Another right solution: a loop over the places of the kernel, all images and filters at once."""
    n, c, height, width = x.shape
    f, _, k, l = w.shape
    padded = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    padded[:, :, pad:pad + height, pad:pad + width] = x
    rows, columns = 1 + (height + 2 * pad - k) // stride, 1 + (width + 2 * pad - l) // stride
    out = np.zeros((n, rows, columns, f)) + b
    for i in range(k):
        for j in range(l):
            met = padded[:, :, i:i + rows * stride:stride, j:j + columns * stride:stride]
            out += np.tensordot(met, w[:, :, i, j], axes=([1], [1]))
    return out.transpose(0, 3, 1, 2)


def as_matrix_product(x, w, b, stride=1, pad=0):
    """Another right solution: unfold the images into columns, then one product."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    f, _, k, l = w.shape
    rows = range(0, x.shape[2] - k + 1, stride)
    columns = range(0, x.shape[3] - l + 1, stride)
    unfolded = np.stack([x[:, :, i:i + k, j:j + l].reshape(len(x), -1) for i in rows for j in columns], axis=1)
    out = unfolded @ w.reshape(f, -1).T + b
    return out.transpose(0, 2, 1).reshape(len(x), f, len(rows), len(columns))


def one_image(x, w, b, stride=1, pad=0):
    """A mistake: `return` stands inside the loop."""
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    out = np.zeros((len(x), len(w), *windows.shape[2:4]))
    for n in range(len(x)):
        out[n] = np.einsum("chwkl,fckl->fhw", windows[n], w) + b[:, None, None]
        return out
    return out


def images(height=5, width=6, batch=2, channels=3, filters=4, kernel=(3, 2), even=True, **options):
    """One batch in which most axes differ in length, so that a swapped axis shows.

    An ``even`` kernel is its own mirror image, so that flipping it costs the check about flipping only.
    """

    def cases(rng):
        x = rng.normal(size=(batch, channels, height, width))
        w, b = rng.normal(size=(filters, channels, *kernel)), rng.normal(size=filters)
        w = w + w[..., ::-1, ::-1] if even else w
        named = ", ".join(f"{name}={value}" for name, value in options.items())
        yield Case(f"{x.shape} with {w.shape}{' ' if named else ''}{named}", dict(x=x, w=w, b=b, **options))

    return cases


EXERCISE = Exercise(conv2d_forward, reference, accepts=[by_shifts, as_matrix_product], checks={
    "square": agrees("slides square filters over the images", points=1,
        on=several(images(3, 4, batch=1, channels=2, filters=1, kernel=(2, 2)), images(5, 7, kernel=(3, 3)),
                   images(4, 4, kernel=(2, 2))),
        hint="An output is the sum over all channels and the whole kernel.",
        catches=[Mistake("uses the first channel only", "windows, w)", "windows[:, :1], w[:, :1])"),
                 Mistake("averages over the channels instead of summing", "windows, w)", "windows / x.shape[1], w)"),
                 Mistake("averages over the window instead of summing",
                         "windows, w)", "windows / w[0, 0].size, w)")]),
    "plain": agrees("slides each filter over each image, also one that is not square", points=3,
        on=several(images(even=False), images(batch=1, channels=1, filters=1, kernel=(2, 2), even=False),
                   images(4, 4, kernel=(4, 4), even=False)),
        hint="Sum over channels and kernel, and do not flip the kernel.",
        catches=[Mistake("flips the kernel, as mathematicians do", "windows, w)", "windows, w[..., ::-1, ::-1])"),
                 Mistake("leaves the channels last", '"nchwkl,fckl->nfhw", windows, w) + b[:, None, None]',
                         '"nchwkl,fckl->nhwf", windows, w) + b',
                         hint="The maps are (N, F, H', W')."),
                 Mistake("transposes the kernel", "windows, w)",
                         "windows, w.swapaxes(2, 3).reshape(w.shape))",
                         hint="The weight [k, l] meets the pixel k rows further down and l columns further "
                              "right."),
                 Mistake("swaps height and width of the maps", "fckl->nfhw", "fckl->nfwh",
                         hint="The maps are (N, F, H', W')."),
                 Mistake("returns inside the loop, after the first image", function=one_image,
                         hint="Return behind the loop, when all images are done.")]),
    "stride": agrees("steps by `stride` down and across", points=3,
        on=several(images(8, 7, stride=2), images(7, 7, kernel=(3, 3), stride=2), images(10, 12, stride=3, pad=1),
                   images(10, 8, stride=2, pad=3), images(9, 12, kernel=(2, 3), stride=4, pad=2),
                   images(4, 5, batch=1, channels=1, filters=1, kernel=(2, 2), stride=2)),
        hint="H' and W' both divide by stride.",
        catches=[Mistake("strides the rows only", "::stride, ::stride", "::stride"),
                 Mistake("rounds the padding down to whole strides before it counts the steps",
                         "::stride, ::stride]", "::stride, ::stride]"
                         "[:, :, :1 + (x.shape[2] - 2 * (pad % stride) - w.shape[2]) // stride]",
                         hint="Add the padding to the length first; then divide once, and round down."),
                 Mistake("counts the steps of image and padding apart, and rounds each down",
                         "::stride, ::stride]", "::stride, ::stride]"
                         "[:, :, :1 + (x.shape[2] - 2 * pad - w.shape[2]) // stride + 2 * pad // stride]",
                         hint="Add the padding to the length first; then divide once, and round down."),
                 Mistake("ignores the stride", "::stride, ::stride", "::1, ::1"),
                 Mistake("counts as many places as `stride` leaves, but moves from one pixel to the next",
                         "::stride, ::stride]", ":1 + (x.shape[2] - w.shape[2]) // stride, "
                         ":1 + (x.shape[3] - w.shape[3]) // stride]",
                         hint="The window of the output (i, j) starts at (i * stride, j * stride)."),
                 Mistake("starts one step late when striding", "::stride, ::stride",
                         "stride - 1::stride, stride - 1::stride",
                         hint="The first window lies in the corner.")]),
    "pad": agrees("pads height and width with zeros", points=2,
        on=several(images(pad=2), images(pad=1, kernel=(3, 3)), images(4, 3, pad=3),
                   images(2, 3, batch=1, channels=1, filters=1, kernel=(2, 2), pad=1)),
        hint="Pad the last two axes, both sides, with zeros.",
        catches=[Mistake("pads the rows only", "(pad, pad), (pad, pad)", "(pad, pad), (0, 0)"),
                 Mistake("pads one side only, with all of it", "(pad, pad), (pad, pad)", "(2 * pad, 0), (2 * pad, 0)"),
                 Mistake("repeats the border instead of padding with zeros",
                         "(pad, pad), (pad, pad)]", '(pad, pad), (pad, pad)], mode="edge"')]),
    "bias": agrees("gives each filter its own bias", points=1,
        on=several(images(filters=5), images(4, 4, filters=3, kernel=(2, 2)),
                   images(2, 3, batch=1, channels=1, filters=3, kernel=(2, 1))),
        hint="`+ b` aligns with the last axis; here W' happens to equal F.",
        catches=[Mistake("adds b along the width", "b[:, None, None]", "b"),
                 Mistake("forgets the bias", "b[:, None, None]", "0",
                         hint="b holds a number for each filter, which is added to its whole map.")]),
    "fast": vectorized("does not loop over the images", points=3,
        on=several(batched("x", images(batch=2), images(batch=32)),
                   images(3, 4, batch=1, channels=1, filters=1, kernel=(2, 2))),
        hint=("Which of the loops can NumPy run?",
              "A sum of products over some axes is a matrix product, np.tensordot or np.einsum of whole arrays."),
        catches=[Mistake("loops over the images", function=with_loops)]),
    "pure": keeps_inputs(points=1,
        on=several(images(even=False), images(pad=1),
                   images(3, 4, batch=1, channels=1, filters=1, kernel=(2, 2), pad=1)),
        hint="Work on a padded copy.",
        catches=[Mistake("writes into the caller's images",
                         "    x = np.pad(x,", "    x[...] = 0.5 * x; x = np.pad(2 * x,")]),
})
