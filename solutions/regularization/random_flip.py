"""random_flip: a mirror, by the toss of a coin for each image."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed


def random_flip(x, p, rng):
    """Return the images ``x``, ``(N, C, H, W)``, each mirrored left to right with probability ``p``, as a new array.

    Draw ``rng.random(N)`` once: image ``n`` is mirrored where its number is below ``p``, with all its channels.

    >>> x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]).reshape(4, 1, 1, 2)
    >>> print(random_flip(x, 0.5, np.random.default_rng(0)).reshape(4, 2))
    [[1. 2.]
     [4. 3.]
     [6. 5.]
     [8. 7.]]
    """
    out = x.copy()
    mirrored = rng.random(len(x)) < p
    out[mirrored] = x[mirrored][..., ::-1]
    return out


def reference(x, p, rng):
    import torch

    mirrored = torch.from_numpy(rng.random(len(x)) < p)
    return torch.where(mirrored[:, None, None, None], torch.flip(x, dims=(3,)), x)


def one_by_one(x, p, rng):
    """Another right solution: a loop that draws in the same order."""
    return np.stack([image[:, :, ::-1] if rng.random() < p else image for image in x])


def pictures(*shapes, p=0.5):
    """Random images."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"{shape}, p={p}", dict(x=rng.normal(size=shape), p=p, rng=seed(rng)))

    return cases


def just_not(rng):
    """A ``p`` that is one of the numbers drawn, and the extremes."""
    generator = seed(rng)
    p = float(np.random.default_rng(generator.seed).random(6)[int(rng.integers(6))])
    yield Case("p is a number drawn", dict(x=rng.normal(size=(6, 1, 2, 3)), p=p, rng=generator))
    for p in (0.0, 1.0):
        yield Case(f"p={p}", dict(x=rng.normal(size=(5, 2, 3, 3)), p=p, rng=seed(rng)))


MANY = pictures((12, 2, 3, 4), (9, 1, 4, 4), (10, 3, 2, 5), (6, 1, 1, 3), p=0.3)

EXERCISE = Exercise(random_flip, reference, accepts=[one_by_one], checks={
    "each": agrees("decides for each image by itself", on=MANY, points=3,
        hint="N images, N numbers.",
        catches=[Mistake("tosses one coin for the whole batch", "rng.random(len(x)) < p",
                         "np.full(len(x), rng.random() < p)"),
                 Mistake("mirrors with the probability 1 - p", "< p", "> p"),
                 Mistake("mirrors where the number is at least p, not where it is below p", "< p", ">= p"),
                 Mistake("turns images upside down", "x[mirrored][..., ::-1]", "x[mirrored][:, :, ::-1]"),
                 Mistake("reverses the channels as well", "x[mirrored][..., ::-1]", "x[mirrored][:, ::-1, :, ::-1]"),
                 Mistake("reverses the order of the mirrored images", "x[mirrored][..., ::-1]",
                         "x[mirrored][::-1, ..., ::-1]"),
                 Mistake("mirrors all images", "rng.random(len(x)) < p", "rng.random(len(x)) < 2")]),
    "edge": agrees("mirrors where the number is below p, and not where it is p", on=just_not, points=1,
        hint="With p = 0 nothing is mirrored, with p = 1 everything.",
        catches=[Mistake("mirrors where the number equals p as well", "< p", "<= p")]),
    "chance": reproducible(on=MANY, points=1,
        hint="np.random.rand uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own", "rng.random(", "np.random.random(")]),
    "pure": keeps_inputs(on=MANY, points=1,
        hint="Mirroring in place changes the training data for all later epochs.",
        catches=[Mistake("mirrors the caller's images", "x.copy()", "x")]),
})
