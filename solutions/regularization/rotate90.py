"""rotate90: quarter turns."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs
from autograder.exercise.cases import images, several


def rotate90(x, times=1):
    """Return the images ``x``, ``(N, C, H, W)``, turned counterclockwise by ``times`` quarter turns, as a new array.

    With one turn the right column of pixels, read from top to bottom, becomes the top row, read from left to right.
    ``times`` is any int: 4 or 0 give the images as they were, -1 turns clockwise, 5 is the same as 1. An odd number of
    quarter turns swaps height and width. The pixels keep their dtype.

    >>> rotate90(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 6],
             [2, 5],
             [1, 4]]]])
    """
    return np.rot90(x, times, axes=(2, 3)).copy()


def reference(x, times=1):
    import torch

    return torch.rot90(x, times, dims=(2, 3))


def step_by_step(x, times=1):
    """Another right solution: transpose and turn upside down, as often as it takes."""
    x = x.copy()
    for _ in range(times % 4):
        x = x.swapaxes(2, 3)[:, :, ::-1]
    return x


def never_back(x, times=1):
    """A mistake: a loop that does not run for negative numbers."""
    x = x.copy()
    for _ in range(times):
        x = x.swapaxes(2, 3)[:, :, ::-1]
    return x


def at_most_three(x, times=1):
    """A mistake: one branch for each number of turns."""
    turned = {0: x, 1: x.swapaxes(2, 3)[:, :, ::-1], 2: x[:, :, ::-1, ::-1], 3: x.swapaxes(2, 3)[..., ::-1]}
    turned[-1], turned[-2], turned[-3] = turned[3], turned[2], turned[1]
    return turned.get(times, x).copy()


def turns(*counts):
    """Each number of turns, on images that are square and that are not."""
    shapes = ((2, 3, 3, 5), (1, 1, 4, 4))
    return several(*(images(*shapes, times=count) for count in counts))


def pixels(rng):
    """Images of whole numbers from 0 to 255, a byte each."""
    yield Case("pixels", dict(x=rng.integers(256, size=(3, 2, 2, 4)).astype(np.uint8)))


def written_to(rng):
    """Turned images, in which a pixel is changed afterwards."""
    for times in (1, 4):
        script = Script()
        turned = script.call("rotate90", rng.normal(size=(2, 3, 4, 4)), times)
        turned.call("__setitem__", (0, 0, 0, 0), 0.0)
        yield Case(f"a pixel is changed afterwards, times={times}", script.returning(turned=turned))


EXERCISE = Exercise(rotate90, reference, accepts=[step_by_step], checks={
    "quarter": agrees("turns counterclockwise by a quarter", points=2,
        on=several(images((1, 1, 3, 5), (2, 3, 4, 4), (3, 3, 3, 3), (16, 1, 2, 6)), pixels),
        hint="Which pixel comes to the upper left corner?",
        catches=[Mistake("turns clockwise", "times, axes", "-times, axes"),
                 Mistake("only transposes the images", "np.rot90(x, times, axes=(2, 3))",
                         "(x.swapaxes(2, 3) if times % 2 else np.rot90(x, times, axes=(2, 3)))"),
                 Mistake("turns the first two axes, batch and channels", "axes=(2, 3)", "axes=(0, 1)"),
                 Mistake("turns channels and height", "axes=(2, 3)", "axes=(1, 2)")]),
    "times": agrees("turns as often as asked", on=turns(0, 2, 3), points=1,
        hint="Two quarter turns are a half one.",
        catches=[Mistake("turns once, whatever it is asked", "times, axes", "1, axes"),
                 Mistake("counts half turns", "times, axes", "times if times == 1 else 2 * times, axes"),
                 Mistake("turns once more", "times, axes", "times if times == 1 else times + 1, axes")]),
    "any": agrees("takes any whole number", on=turns(-1, -2, 4, 5, -7, 10), points=1,
        hint="-1 quarter turns and 3 of them look the same.",
        catches=[Mistake("does not turn back when `times` is negative", function=never_back),
                 Mistake("ignores the sign", "times, axes", "abs(times), axes"),
                 Mistake("knows up to three turns only", function=at_most_three)]),
    "pure": keeps_inputs(on=several(images((2, 3, 4, 4), (2, 2, 2, 3)), written_to), points=1,
        hint="A turned view of the caller's images is no copy: writing to one changes both.",
        catches=[Mistake("turns the caller's images in place",
                         "return np.rot90(x, times, axes=(2, 3)).copy()",
                         "out = np.rot90(x, times, axes=(2, 3)).copy()\n"
                         "    if out.shape == x.shape: x[...] = out\n"
                         "    return out"),
                 Mistake("returns a view of the caller's images, not a new array", ".copy()", "")]),
})
