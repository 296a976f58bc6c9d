"""random_shift: every image moves its own way."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def random_shift(x, limit, rng):
    """Return the images ``x``, ``(N, C, H, W)``, each moved by chance by up to ``limit`` pixels, as a new array.

    Draw ``rng.integers(-limit, limit + 1, size=(N, 2))`` once: how far each image moves down and right, as `translate`
    does it, with zeros that move in. ``limit`` is a whole number, 0 or more, and smaller than ``H`` and ``W``.

    >>> x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]).reshape(2, 1, 2, 2)
    >>> print(random_shift(x, 1, np.random.default_rng(0)).reshape(2, 4))
    [[0. 0. 1. 2.]
     [6. 0. 8. 0.]]
    """
    moves = rng.integers(-limit, limit + 1, size=(len(x), 2))
    return np.concatenate([translate(x[i:i + 1], down, right) for i, (down, right) in enumerate(moves)])


def reference(x, limit, rng):
    import torch

    height, width = x.shape[2:]
    padded, out = torch.nn.functional.pad(x, (limit, limit, limit, limit)), torch.empty_like(x)
    for i, (down, right) in enumerate(rng.integers(-limit, limit + 1, size=(len(x), 2)).tolist()):
        out[i] = padded[i, :, limit - down:limit - down + height, limit - right:limit - right + width]
    return out


def from_a_border(x, limit, rng):
    """Another right solution: crops of images with a border."""
    n, _, height, width = x.shape
    big = np.pad(x, [(0, 0), (0, 0), (limit, limit), (limit, limit)])
    tops, lefts = limit - rng.integers(-limit, limit + 1, size=(n, 2)).T
    return np.array([big[i, :, tops[i]:tops[i] + height, lefts[i]:lefts[i] + width] for i in range(n)])


def wrapped(x, limit, rng):
    """A mistake: np.roll."""
    moves = rng.integers(-limit, limit + 1, size=(len(x), 2))
    return np.stack([np.roll(image, tuple(move), axis=(1, 2)) for image, move in zip(x, moves)])


def pictures(*shapes, limit=1):
    """Random images."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"{shape}, limit {limit}", dict(x=rng.uniform(1, 2, size=shape), limit=limit, rng=seed(rng)))

    return cases


MANY = several(pictures((9, 2, 4, 5), (8, 1, 3, 3), (4, 1, 2, 3)), pictures((7, 1, 5, 4), limit=2))

EXERCISE = Exercise(random_shift, reference, accepts=[from_a_border], checks={
    "moves": agrees("moves each image by its own draw", on=several(MANY, pictures((3, 1, 2, 2), limit=0)), points=3,
        hint=("Which two numbers belong to image n?",
              "The first of its row moves down, the second right; zeros move in."),
        catches=[Mistake("moves all images alike", "size=(len(x), 2))", "size=(1, 2)).repeat(len(x), axis=0)"),
                 Mistake("lets what leaves on one side come in on the other", function=wrapped),
                 Mistake("never moves by +limit", "limit + 1, size", "max(limit, 1 - limit), size"),
                 Mistake("swaps down and right", "translate(x[i:i + 1], down, right)",
                         "translate(x[i:i + 1], right, down)"),
                 Mistake("moves down and right only", "rng.integers(-limit, limit + 1,", "rng.integers(0, limit + 1,"),
                 Mistake("moves up and left for positive numbers", "translate(x[i:i + 1], down, right)",
                         "translate(x[i:i + 1], -down, -right)"),
                 Mistake("draws all rows first, then all columns", "size=(len(x), 2))", "size=(2, len(x))).T")]),
    "chance": reproducible(on=MANY, points=1,
        hint="np.random.randint uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator", "rng.integers(", "np.random.randint(")]),
    "pure": keeps_inputs(on=MANY, points=1,
        hint="Moving in place changes the training data for all later epochs.",
        catches=[Mistake("clears a border of the caller's images", "    return np.concatenate",
                         "    kept = x; x = x.copy(); kept[..., 0] = 0\n    return np.concatenate")]),
})
