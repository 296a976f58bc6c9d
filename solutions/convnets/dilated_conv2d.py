"""dilated_conv2d: a filter with holes sees further (Yu & Koltun 2016)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def dilated_conv2d(x, w, b, stride=1, pad=0, dilation=1):
    """Slide the filters ``w``, spread out by ``dilation``, over the images ``x``, and add ``b``; return the maps.

    ``x`` is ``(N, C, H, W)``, ``w`` is ``(F, C, K, L)``, ``b`` is ``(F,)``. It is `conv2d_forward` with one difference:
    neighbours in the filter meet pixels that are ``dilation`` apart. So a filter reaches over
    ``dilation * (K - 1) + 1`` rows and ``dilation * (L - 1) + 1`` columns. The images get ``pad`` zeros on all four
    sides, and the filters move by ``stride``. The result is ``(N, F, H', W')`` with
    ``H' = 1 + (H + 2 * pad - reach) // stride``, and ``W'`` likewise; no reach is larger than the padded image.

    >>> out = dilated_conv2d(np.arange(25.0).reshape(1, 1, 5, 5), np.ones((1, 1, 2, 2)), np.zeros(1), dilation=2)
    >>> print(out[0, 0])
    [[24. 28. 32.]
     [44. 48. 52.]
     [64. 68. 72.]]
    """
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    reach = [dilation * (length - 1) + 1 for length in w.shape[2:]]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwkl,fckl->nfhw", windows[..., ::dilation, ::dilation], w) + b[:, None, None]


def reference(x, w, b, stride=1, pad=0, dilation=1):
    import torch

    return torch.nn.functional.conv2d(x, w, b, stride=stride, padding=pad, dilation=dilation)


def with_zeros_between(x, w, b, stride=1, pad=0, dilation=1):
    """Another right solution: a larger filter, with zeros between its numbers."""
    f, c, k, l = w.shape
    large = np.zeros((f, c, dilation * (k - 1) + 1, dilation * (l - 1) + 1))
    large[:, :, ::dilation, ::dilation] = w
    padded = np.pad(x, ((0,), (0,), (pad,), (pad,)))
    rows = range(0, padded.shape[2] - large.shape[2] + 1, stride)
    columns = range(0, padded.shape[3] - large.shape[3] + 1, stride)
    out = np.empty((len(x), f, len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = padded[:, :, top:top + large.shape[2], left:left + large.shape[3]]
            out[:, :, i, j] = np.tensordot(window, large, axes=([1, 2, 3], [1, 2, 3])) + b
    return out


def dilated_image(x, w, b, stride=1, pad=0, dilation=1):
    """A mistake: zeros between the pixels, not between the numbers of the filter."""
    n, c, height, width = x.shape
    spread = np.zeros((n, c, dilation * (height - 1) + 1, dilation * (width - 1) + 1))
    spread[:, :, ::dilation, ::dilation] = x
    spread = np.pad(spread, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(spread, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwkl,fckl->nfhw", windows, w) + b[:, None, None]


def images(height=7, width=8, kernel=(3, 2), filters=3, batch=2, channels=2, **options):
    """A batch of random images and filters."""

    def cases(rng):
        x = rng.normal(size=(batch, channels, height, width))
        w = rng.normal(size=(filters, channels, *kernel))
        yield Case(f"{x.shape} with {w.shape} {options or ''}", dict(x=x, w=w, b=rng.normal(size=filters), **options))

    return cases


EXERCISE = Exercise(dilated_conv2d, reference, accepts=[with_zeros_between], checks={
    "dilation": agrees("spreads the filter out", points=3,
        on=several(images(dilation=2), images(dilation=3), images(6, 6, kernel=(2, 2), dilation=4),
                   images(5, 4, kernel=(1, 3), dilation=1),
                   images(4, 4, kernel=(2, 2), filters=1, batch=1, channels=1, dilation=2)),
        hint=("Which rows does a filter of 3 rows meet if its neighbours are 2 apart?",
              "A window of the whole reach, of which every dilation-th row and column counts."),
        catches=[Mistake("ignores the dilation", "    x = np.pad(", "    dilation = 1; x = np.pad("),
                 Mistake("spreads out the image instead of the filter", function=dilated_image),
                 Mistake("dilates the rows only", "::dilation, ::dilation", "::dilation, -w.shape[3]:"),
                 Mistake("lets a filter reach over dilation * K rows, with nothing behind its last one",
                         "dilation * (length - 1) + 1 for", "dilation * length for",
                         hint="Between K rows there are K - 1 gaps."),
                 Mistake("lets neighbours be dilation + 1 apart", "    x = np.pad(",
                         "    dilation += dilation > 1; x = np.pad(",
                         hint="With dilation 1 neighbours touch, with dilation 2 one pixel lies between them."),
                 Mistake("takes neighbours, from a window of the whole reach", "windows[..., ::dilation, ::dilation]",
                         "windows[..., :w.shape[2], :w.shape[3]]")]),
    "others": agrees("pads and strides as well", points=2,
        on=several(images(stride=2, pad=1, dilation=2), images(9, 9, pad=3, dilation=3), images(stride=3),
                   images(pad=2),
                   images(3, 4, kernel=(2, 2), filters=1, batch=1, channels=1, stride=2, pad=1, dilation=2)),
        hint="Windows move by stride, whatever their holes.",
        catches=[Mistake("multiplies the stride by the dilation", "::stride, ::stride",
                         "::stride * dilation, ::stride * dilation"),
                 Mistake("ignores the stride", "::stride, ::stride", "::1, ::1"),
                 Mistake("multiplies the padding by the dilation", "    x = np.pad(",
                         "    pad *= dilation; x = np.pad(",
                         hint="The images get `pad` zeros on each side, whatever the dilation."),
                 Mistake("ignores the padding", "    x = np.pad(", "    pad = 0; x = np.pad(",
                         hint="The images get `pad` zeros on each side, whatever the dilation.")]),
    "bias": agrees("gives each filter its own bias", points=1,
        on=several(images(8, 5, kernel=(2, 2), filters=3, dilation=2),
                   images(3, 5, kernel=(2, 2), filters=3, batch=1, channels=1, dilation=2)),
        hint="`+ b` aligns with the last axis; here W' happens to equal F.",
        catches=[Mistake("adds b along the width", "b[:, None, None]", "b"),
                 Mistake("forgets the bias", "b[:, None, None]", "0",
                         hint="b holds a number for each filter, which is added to its whole map.")]),
    "pure": keeps_inputs(points=1,
        on=several(images(pad=1, dilation=2),
                   images(3, 4, kernel=(2, 2), filters=1, batch=1, channels=1, pad=1, dilation=2)),
        hint="Work on a padded copy.",
        catches=[Mistake("spreads out the caller's filters by setting numbers to 0", "    return np.einsum",
                         "    kept = w; w = w.copy(); kept[:, :, 1:] = 0\n    return np.einsum")]),
})
