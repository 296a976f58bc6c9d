"""horizontal_flip: a mirror doubles the data."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs
from autograder.exercise.cases import images, several


def horizontal_flip(x):
    """Return the images ``x``, ``(N, C, H, W)``, mirrored left to right, as a new array.

    The first column of pixels becomes the last. Rows, channels, the order of the batch and the dtype stay.

    >>> horizontal_flip(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 2, 1],
             [6, 5, 4]]]])
    """
    return x[..., ::-1].copy()


def reference(x):
    import torch

    return torch.flip(x, dims=(3,))


def by_index(x):
    """Another right solution: a list of columns."""
    width = x.shape[3]
    return x[:, :, :, [width - 1 - column for column in range(width)]]


def pixels(*shapes):
    """Images of whole numbers from 0 to 255, a byte each."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"pixels {shape}", dict(x=rng.integers(256, size=shape).astype(np.uint8)))

    return cases


def written_to(rng):
    """Mirrored images, in which a pixel is changed afterwards."""
    script = Script()
    mirrored = script.call("horizontal_flip", rng.normal(size=(2, 3, 4, 5)))
    mirrored.call("__setitem__", (0, 0, 0, 0), 0.0)
    yield Case("a pixel is changed afterwards", script.returning(mirrored=mirrored))


EXERCISE = Exercise(horizontal_flip, reference, accepts=[by_index], checks={
    "grey": agrees("mirrors an image of one channel", points=2,
        on=several(images((1, 1, 3, 5), (1, 1, 4, 4)), pixels((1, 1, 5, 2))),
        hint="Which of the four axes runs from left to right?",
        catches=[Mistake("turns the image upside down", "x[..., ::-1]", "x[:, :, ::-1]"),
                 Mistake("turns it by half a turn", "x[..., ::-1]", "x[:, :, ::-1, ::-1]"),
                 Mistake("transposes it", "x[..., ::-1]", "x.swapaxes(2, 3)")]),
    "batch": agrees("leaves channels and batch in order", points=2,
        on=several(images((4, 3, 3, 5), (3, 3, 3, 3), (2, 1, 4, 3)), pixels((16, 3, 4, 4))),
        hint="A red pixel stays red.",
        catches=[Mistake("reverses the channels as well", "x[..., ::-1]", "x[:, ::-1, :, ::-1]"),
                 Mistake("reverses the batch as well", "x[..., ::-1]", "x[::-1, ..., ::-1]"),
                 Mistake("reverses every axis", "x[..., ::-1]", "np.flip(x)"),
                 Mistake("mirrors every second image only", "return x[..., ::-1].copy()",
                         "x = x.copy(); x[::2] = x[::2, ..., ::-1]; return x")]),
    "pure": keeps_inputs(on=several(images((2, 3, 4, 5), (2, 2, 2, 3)), written_to), points=1,
        hint="A mirrored view of the caller's images is no copy: writing to one changes both.",
        catches=[Mistake("mirrors the caller's images in place", "return x[..., ::-1].copy()",
                         "x[...] = x[..., ::-1].copy(); return x"),
                 Mistake("returns a view of the caller's images, not a new array", ".copy()", "")]),
})
