"""one_hot: labels as targets of a network with one output for each class."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, raises


def one_hot(y, k):
    """Return the labels ``y`` as one-hot rows: a float array ``(N, k)`` of zeros, with a 1 at each row's label.

    ``y`` is an int array ``(N,)`` of labels from 0 to ``k - 1``; not every class need occur in it. If a label is
    below 0 or above ``k - 1`` raise ValueError.

    >>> one_hot(np.array([2, 0, 2]), 4)
    array([[0., 0., 1., 0.],
           [1., 0., 0., 0.],
           [0., 0., 1., 0.]])
    """
    if np.any(y < 0) or np.any(y >= k):
        raise ValueError(f"labels go from 0 to {k - 1}")
    t = np.zeros((len(y), k))
    t[np.arange(len(y)), y] = 1
    return t


def reference(y, k):
    import torch

    if (y < 0).any() or (y >= k).any():
        raise ValueError("a label out of range")
    return torch.nn.functional.one_hot(y, k).double()


def by_comparison(y, k):
    """Another right solution: each label compared with each class."""
    t = (y[:, None] == np.arange(k)).astype(float)
    if not (t.sum(axis=1) == 1).all():
        raise ValueError("a row without its 1")
    return t


def rows_of_the_identity(y, k):
    """Another right solution: row y of the identity."""
    for label in y:
        if not 0 <= label < k:
            raise ValueError(f"{label} is no label")
    return np.eye(k)[y]


def labels(*sizes):
    """Random labels: ``(N, k)``."""

    def cases(rng):
        for n, k in sizes:
            yield Case(f"N={n}, k={k}", dict(y=rng.integers(k, size=n), k=k))

    return cases


def unseen_classes(rng):
    """Labels among which the last classes, or the first ones, or all but one, do not occur."""
    for name, low, high, k in (("last", 0, 5, 8), ("first", 4, 10, 10), ("first and last", 2, 4, 6)):
        yield Case(f"without the {name} ones", dict(y=rng.integers(low, high, size=9), k=k))
    yield Case("one class only", dict(y=np.full(4, int(rng.integers(3))), k=5))


def out_of_range(rng):
    """Labels that there are not, among good ones, and good ones alone."""
    y = rng.integers(5, size=7)
    yield Case("good labels", dict(y=y, k=5))
    for name, label in (("-1", -1), ("k", 5), ("k + 3", 8), ("-5", -5)):
        place = 0 if label > 5 else int(rng.integers(1, 8))
        yield Case(f"a label {name}", dict(y=np.insert(y, place, label), k=5))


EXERCISE = Exercise(one_hot, reference, accepts=[by_comparison, rows_of_the_identity], checks={
    "rows": agrees("puts one 1 into each row", on=labels((6, 6), (7, 4), (3, 10), (1, 2), (64, 10)), points=2,
        hint="The first index counts the samples, the second one the classes.",
        catches=[Mistake("takes the labels for row numbers", "t[np.arange(len(y)), y] = 1", "t[y % len(y)] = 1"),
                 Mistake("sets whole columns, so that every row gets every label",
                         "t[np.arange(len(y)), y] = 1", "t[:, y] = 1"),
                 Mistake("counts the classes from 1", "np.arange(len(y)), y]", "np.arange(len(y)), y - 1]"),
                 Mistake("has a row for each class, and a column for each sample", "    return t", "    return t.T"),
                 Mistake("returns whole numbers", "np.zeros((len(y), k))", "np.zeros((len(y), k), dtype=int)")]),
    "classes": agrees("has a column for classes that do not occur, too", on=unseen_classes, points=2,
        hint="The number of columns is told by `k`, not by the labels.",
        catches=[Mistake("takes the largest label for the last class", "np.zeros((len(y), k))",
                         "np.zeros((len(y), y.max() + 1))"),
                 Mistake("counts the labels that occur", "    return t", "    return t[:, np.unique(y)]")]),
    "refuses": raises("refuses labels out of range", on=out_of_range, points=1,
        hint="What does NumPy do with the index -1?",
        catches=[Mistake("refuses no label: takes negative ones for classes counted from the end, and leaves it "
                         "to NumPy to refuse large ones, with IndexError", "np.any(y < 0) or np.any(y >= k)", "False"),
                 Mistake("takes a negative label for a class counted from the end", "np.any(y < 0) or ", ""),
                 Mistake("leaves it to NumPy to refuse large labels, with IndexError", " or np.any(y >= k)", ""),
                 Mistake("accepts the label k, which is one too many, until NumPy raises IndexError",
                         "y >= k", "y > k"),
                 Mistake("looks at the first label only", "np.any(y < 0) or np.any(y >= k)", "not 0 <= y[0] < k")]),
})
