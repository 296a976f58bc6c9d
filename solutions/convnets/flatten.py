"""flatten: from feature maps to the rows that a dense layer takes."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import images, several


def flatten(x):
    """Return ``x`` with everything but the batch laid out in one row: ``(N, ...)`` becomes ``(N, D)``.

    ``x`` has two axes or more; ``D`` is the product of all lengths but the first. The last axis runs fastest:
    feature maps ``(N, C, H, W)`` give the whole first channel, row by row, then the second. A batch ``(N, D)``
    stays as it is, and a batch of one keeps its first axis. The numbers keep their dtype.

    >>> flatten(np.arange(8).reshape(2, 1, 2, 2))
    array([[0, 1, 2, 3],
           [4, 5, 6, 7]])
    """
    return x.reshape(len(x), -1)


def reference(x):
    import torch

    return torch.flatten(x, start_dim=1)


def row_by_row(x):
    """Another right solution: ravel each sample."""
    return np.stack([np.ravel(sample) for sample in x])


def numbered(*shapes):
    """Integer images of these shapes."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"integers {shape}", dict(x=rng.integers(256, size=shape)))

    return cases


EXERCISE = Exercise(flatten, reference, accepts=[row_by_row], harmless=[
    Harmless("NumPy takes any negative length as what is left", ("len(x), -1)", "len(x), -2)"))], checks={
    "maps": agrees("flattens each sample of a batch of feature maps", points=2,
        on=several(images((3, 2, 4, 5), (4, 4, 4, 4), (64, 1, 2, 3), (2, 2, 2, 3)), numbered((2, 3, 3, 3))),
        hint="Which axis must stay, and in which order do the others run?",
        catches=[Mistake("flattens the batch as well", "x.reshape(len(x), -1)", "x.reshape(-1)"),
                 Mistake("lays out the columns first", "x.reshape(len(x), -1)", 'x.reshape(len(x), -1, order="F")'),
                 Mistake("puts the channels last before it flattens",
                         "x.reshape(len(x), -1)", "np.moveaxis(x, 1, -1).reshape(len(x), -1)"),
                 Mistake("returns one column for each sample", "x.reshape(len(x), -1)", "x.reshape(len(x), -1).T")]),
    "any": agrees("takes a batch of one, and any number of axes", points=1,
        on=several(images((1, 3, 2, 2), (1, 1, 1, 1), (3, 4, 2), (2, 3, 2, 2, 2), (5, 4)), numbered((1, 2, 3))),
        hint="Only the first axis has a meaning here; one sample is a batch too.",
        catches=[Mistake("loses the batch axis of a batch of one",
                         "x.reshape(len(x), -1)", "x.reshape(len(x), -1).squeeze()"),
                 Mistake("counts on four axes", "x.reshape(len(x), -1)",
                         "x.reshape(len(x), x.shape[1] * x.shape[2] * x.shape[3])",
                         raises=("IndexError", "ValueError")),
                 Mistake("keeps the last axis", "x.reshape(len(x), -1)",
                         "x.reshape(len(x), -1) if x.ndim == 4 else x.reshape(len(x), -1, x.shape[-1])")]),
    "pure": keeps_inputs(on=several(images((3, 2, 4, 5), (1, 3, 2, 2))), points=1,
        hint="Setting `x.shape` changes the caller's array.",
        catches=[Mistake("changes the shape of the caller's array",
                         "return x.reshape(len(x), -1)", "x.shape = (len(x), -1); return x")]),
})
