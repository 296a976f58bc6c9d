"""append_one: the bias is a weight whose input is always 1."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def append_one(x):
    """Return ``x`` with one more column, the last, that is 1 in every row.

    ``x`` is an array ``(N, D)`` of floats or integers with one sample in each row; the result is a float array
    ``(N, D + 1)``, of floats also where ``x`` holds integers. With it a bias is one more weight, the last:
    ``append_one(x) @ np.append(w, b)`` is ``x @ w + b``.

    >>> print(append_one(np.array([[2.0, 3.0], [4.0, 5.0]])))
    [[2. 3. 1.]
     [4. 5. 1.]]
    >>> print(append_one(np.array([[7], [8]])))
    [[7. 1.]
     [8. 1.]]
    """
    return np.column_stack([x, np.ones(len(x))])


def reference(x):
    """torch's padding on the right."""
    import torch

    return torch.nn.functional.pad(x.double(), (0, 1), value=1.0)


def filled(x):
    """Another right solution: an array of ones whose first columns are filled."""
    rows, columns = np.shape(x)
    out = np.ones((rows, columns + 1))
    out[:, :columns] = x
    return out


def by_padding(x):
    """Another right solution: NumPy's padding, of floats."""
    return np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 1)), constant_values=1.0)


def samples(*shapes):
    """Random samples of these shapes."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"shape {shape}", dict(x=rng.normal(size=shape)))

    return cases


def whole(rng):
    """Samples of whole numbers: pixels that are on or off, and counts."""
    for shape in ((3, 2), (4, 4), (1, 5)):
        yield Case(f"whole numbers {shape}", dict(x=rng.integers(0, 9, size=shape)))


EXERCISE = Exercise(append_one, reference, accepts=[filled, by_padding], checks={
    "last": agrees("appends a 1 to every sample", on=samples((1, 3), (4, 4), (5, 2), (3, 1)), points=2,
        hint="Samples are rows, so the ones are a new column.",
        catches=[Mistake("puts the 1 first, not last", "[x, np.ones(len(x))]", "[np.ones(len(x)), x]"),
                 Mistake("appends a row of ones, as if it were one more sample",
                         "np.column_stack([x, np.ones(len(x))])", "np.vstack([x, np.ones(x.shape[1])])"),
                 Mistake("appends one number to the flattened array, for want of an axis",
                         "np.column_stack([x, np.ones(len(x))])", "np.append(x, 1.0)"),
                 Mistake("overwrites the last input with 1",
                         "[x, np.ones(len(x))]", "[x[:, :-1], np.ones(len(x))]"),
                 Mistake("appends zeros", "np.ones(", "np.zeros(")]),
    "whole": agrees("returns floats for whole numbers too", on=whole, points=1,
        hint="Of what type are the ones, if you make them like x?",
        catches=[Mistake("keeps whole numbers", "np.ones(len(x))", "np.ones(len(x), dtype=x.dtype)")]),
})
