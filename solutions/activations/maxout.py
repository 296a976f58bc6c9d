"""maxout: the largest of several linear pieces (Goodfellow et al. 2013)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def maxout(z):
    """Return the largest number along the last axis.

    ``z`` is a float array ``(..., K)``, K pieces for each unit; the result has the shape ``(...)``, so that
    ``(N, M, K)`` gives ``(N, M)``, and ``(K,)`` a single number.

    >>> print(maxout(np.array([[1.0, -2.0, 0.5], [-3.0, -1.0, -2.0]])))
    [ 1. -1.]
    >>> print(maxout(np.array([2.0, 5.0])))
    5.0
    """
    return np.max(z, axis=-1)


def reference(z):
    import torch

    return torch.amax(z, dim=-1)


def by_pairs(z):
    """Another right solution: the larger of two, again and again."""
    largest = z[..., 0]
    for k in range(1, z.shape[-1]):
        largest = np.maximum(largest, z[..., k])
    return largest


def by_sorting(z):
    """Another right solution: a sorted copy."""
    return np.sort(z, axis=-1)[..., -1]


def sorted_in_place(z):
    """A mistake: the caller's pieces change their order."""
    z.sort(axis=-1)
    return z[..., -1]


def pieces(*shapes, shift=0.0):
    """Random pieces of these shapes, around ``shift``."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"shape {shape}", dict(z=rng.normal(size=shape) + shift))

    return cases


def negative(rng):
    """Pieces that are all negative, and some of very different size."""
    yield from pieces((4, 5), (3, 3), shift=-6.0)(rng)
    yield Case("far apart", dict(z=rng.normal(size=(6, 4)) * 10.0 ** rng.integers(-4, 5, size=(6, 4))))


EXERCISE = Exercise(maxout, reference, accepts=[by_pairs, by_sorting], checks={
    "rows": agrees("takes the largest of each row", on=pieces((1, 3), (4, 4), (16, 5), (64, 2)), points=2,
        hint="The pieces of one unit stand side by side in the last axis.",
        catches=[Mistake("takes the largest of each column", "axis=-1", "axis=0"),
                 Mistake("takes the largest of the whole array", "np.max(z, axis=-1)", "np.max(z)"),
                 Mistake("returns the place of the largest instead of its value", "np.max(", "np.argmax("),
                 Mistake("averages the pieces", "np.max(", "np.mean("),
                 Mistake("keeps the last axis, with length 1", "axis=-1", "axis=-1, keepdims=True"),
                 Mistake("takes the smallest", "np.max(", "np.min(")]),
    "negative": agrees("takes the largest where all are negative", on=negative, points=1,
        hint="Maxout has no 0 to compare with; ReLU has.",
        catches=[Mistake("compares with 0 as well, as ReLU does", "axis=-1", "axis=-1, initial=0.0"),
                 Mistake("takes the largest absolute value", "np.max(z,", "np.max(np.abs(z),")]),
    "axes": agrees("takes any number of axes", on=pieces((7,), (2, 3, 4), (3, 3, 3), (2, 2, 3, 5)), points=1,
        hint="Count the axis from the end.",
        catches=[Mistake("takes axis 1, which is the last of two only", "axis=-1", "axis=1")]),
    "pure": keeps_inputs(on=pieces((4, 4), (6, 3)), points=1,
        hint="`z.sort()` sorts the caller's array; np.sort sorts a copy.",
        catches=[Mistake("sorts the caller's array", function=sorted_in_place)]),
})
