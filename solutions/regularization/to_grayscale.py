"""to_grayscale: how bright a colour looks (ITU-R BT.601)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import images, several


def to_grayscale(x):
    """Return the brightness of the images ``x``, ``(N, 3, H, W)``, as floats of shape ``(N, 1, H, W)``.

    The channels are red, green and blue; the brightness is ``0.299 * red + 0.587 * green + 0.114 * blue``,
    neither rounded nor clipped. ``x`` holds floats, or bytes (uint8) from 0 to 255.

    >>> print(to_grayscale(np.array([[[[255, 0, 0, 255]], [[0, 255, 0, 255]], [[0, 0, 255, 255]]]])).round(3))
    [[[[ 76.245 149.685  29.07  255.   ]]]]
    """
    return np.einsum("c,nchw->nhw", [0.299, 0.587, 0.114], x)[:, None]


def reference(x):
    """torch's own convolution with one filter of one pixel."""
    import torch

    w = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64).reshape(1, 3, 1, 1)
    return torch.nn.functional.conv2d(x.double(), w)


def channel_by_channel(x):
    """Another right solution: three slices."""
    red, green, blue = x[:, 0:1], x[:, 1:2], x[:, 2:3]
    return red * 0.299 + green * 0.587 + blue * 0.114


def pixels(*shapes):
    """Images of whole numbers from 0 to 255, a byte each."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"pixels {shape}", dict(x=rng.integers(256, size=shape).astype(np.uint8)))

    return cases


EXERCISE = Exercise(to_grayscale, reference, accepts=[channel_by_channel], checks={
    "weights": agrees("weighs red, green and blue", points=2,
        on=images((2, 3, 4, 5), (3, 3, 3, 3), (16, 3, 2, 6), (2, 3, 1, 2)),
        hint="The eye sees green best.",
        catches=[Mistake("averages the channels with equal weights", "[0.299, 0.587, 0.114]", "[1 / 3, 1 / 3, 1 / 3]"),
                 Mistake("takes the channels for blue, green, red", "[0.299, 0.587, 0.114]", "[0.114, 0.587, 0.299]"),
                 Mistake("uses the weights of BT.709", "[0.299, 0.587, 0.114]", "[0.2126, 0.7152, 0.0722]"),
                 Mistake("takes the red channel only", "[0.299, 0.587, 0.114]", "[1.0, 0.0, 0.0]"),
                 Mistake("clips to the range from 0 to 1", "x)[:, None]", "x)[:, None].clip(0, 1)")]),
    "axis": agrees("keeps one channel", on=images((1, 3, 4, 5), (3, 3, 3, 3), (2, 3, 1, 1)), points=1,
        hint="The next layer still expects four axes.",
        catches=[Mistake("drops the axis of the channels", "[:, None]", ""),
                 Mistake("puts the channel last", "[:, None]", "[..., None]"),
                 Mistake("repeats the brightness in three channels", "[:, None]", "[:, None].repeat(3, axis=1)")]),
    "bytes": agrees("takes bytes, and does not round", on=pixels((2, 3, 3, 4), (1, 3, 2, 2)), points=1,
        hint="Three bytes add up to more than a byte can hold.",
        catches=[Mistake("adds up in bytes, which overflow, before it divides",
                         'np.einsum("c,nchw->nhw", [0.299, 0.587, 0.114], x)',
                         '(np.einsum("c,nchw->nhw", [0.299, 0.587, 0.114], x) if x.dtype.kind == "f" else '
                         'x.sum(axis=1, dtype=x.dtype) / 3)'),
                 Mistake("makes whole numbers of the brightness of bytes", "[0.299, 0.587, 0.114], x)[:, None]",
                         "[0.299, 0.587, 0.114], x)[:, None].astype(x.dtype)"),
                 Mistake("scales bytes to the range from 0 to 1", "[0.299, 0.587, 0.114], x)",
                         "[0.299, 0.587, 0.114], x / (1 if x.dtype.kind == \"f\" else 255))")]),
    "pure": keeps_inputs(on=several(images((2, 3, 4, 5), (2, 3, 1, 2))), points=1,
        hint="`x[:, 0] *= 0.299` changes the caller's images.",
        catches=[Mistake("weighs the caller's channels in place",
                         'np.einsum("c,nchw->nhw", [0.299, 0.587, 0.114], x)',
                         'x.__imul__(np.reshape([0.299, 0.587, 0.114], (3, 1, 1))).sum(axis=1)')]),
})
