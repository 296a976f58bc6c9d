"""confusion_matrix: which classes a classifier takes for which."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, vectorized


def confusion_matrix(y, predicted, k):
    """Return an int array ``(k, k)``: in row ``i``, column ``j``, how many samples of class ``i`` are taken for ``j``.

    ``y`` are the true labels and ``predicted`` the classifier's, both int ``(N,)`` from 0 to ``k - 1``. So row
    ``i`` adds up to the number of samples of class ``i``, and the diagonal counts those that are right. Classes
    that do not occur have their row and their column all the same. Part of the points is for an answer without a loop
    over the samples.

    >>> confusion_matrix(np.array([0, 0, 0, 1, 2]), np.array([0, 2, 2, 1, 2]), 4)
    array([[1, 0, 2, 0],
           [0, 1, 0, 0],
           [0, 0, 1, 0],
           [0, 0, 0, 0]])
    """
    return np.bincount(k * y + predicted, minlength=k * k).reshape(k, k)


def reference(y, predicted, k):
    import torch

    one_hot = torch.nn.functional.one_hot
    return one_hot(y, k).T @ one_hot(predicted, k)


def one_by_one(y, predicted, k):
    """Another right solution: a loop over the samples."""
    matrix = np.zeros((k, k), dtype=int)
    for i, j in zip(y, predicted):
        matrix[i, j] += 1
    return matrix


def unbuffered(y, predicted, k):
    """Another right solution: np.add.at counts a pair as often as it occurs."""
    matrix = np.zeros((k, k), dtype=int)
    np.add.at(matrix, (y, predicted), 1)
    return matrix


def counted_once(y, predicted, k):
    """A mistake: an index that occurs twice is counted once."""
    matrix = np.zeros((k, k), dtype=int)
    matrix[y, predicted] += 1
    return matrix


def only_the_seen(y, predicted, k):
    """A mistake: rows and columns for the classes that occur."""
    seen = np.unique(np.concatenate([y, predicted]))
    return np.array([[np.sum((y == i) & (predicted == j)) for j in seen] for i in seen])


def answers(*sizes, right=0.6):
    """Labels, and predictions of which most are right: ``(N, k)``."""

    def cases(rng):
        for n, k in sizes:
            y = rng.integers(k, size=n)
            predicted = np.where(rng.random(n) < right, y, rng.integers(k, size=n))
            yield Case(f"N={n}, k={k}", dict(y=y, predicted=predicted, k=k), known=dict(batch=n))

    return cases


def lopsided(rng):
    """Classifiers that prefer one class, and classes that nobody has seen."""
    y = rng.integers(1, 4, size=12)
    yield Case("one answer to everything", dict(y=y, predicted=np.full(12, int(rng.integers(4))), k=5))
    yield Case("never the right one", dict(y=y, predicted=(y + rng.integers(1, 4, size=12)) % 6, k=6))
    yield Case("always right", dict(y=y, predicted=y.copy(), k=4))
    one = rng.integers(3, size=2)
    yield Case("one sample", dict(y=one[:1], predicted=one[1:], k=5))


def only_the_labels(y, predicted, k):
    """A mistake: as many classes as there are different labels."""
    classes = range(len(np.unique(y)))
    return np.array([[np.sum((y == i) & (predicted == j)) for j in classes] for i in classes])


EXERCISE = Exercise(confusion_matrix, reference, accepts=[unbuffered], checks={
    "counts": agrees("counts every sample at its two labels", points=3,
        on=answers((30, 3), (12, 4), (64, 10), (10, 10)),
        hint=("Which of the two labels chooses the row?",
              "The truth chooses the row. And look at what a[[0, 0]] += 1 does."),
        catches=[Mistake("swaps rows and columns", "k * y + predicted", "k * predicted + y"),
                 Mistake("counts a pair of labels once, however often it occurs", function=counted_once),
                 Mistake("returns shares of each class instead of counts", ".reshape(k, k)",
                         ".reshape(k, k) / np.maximum(np.bincount(y, minlength=k), 1)[:, None]"),
                 Mistake("counts the right answers only", "k * y + predicted,",
                         "(k * y + predicted)[y == predicted],"),
                 Mistake("returns shares of all samples instead of counts", ".reshape(k, k)",
                         ".reshape(k, k) / len(y)")]),
    "classes": agrees("keeps a row and a column for every class", on=lopsided, points=2,
        hint="`k` says how large the matrix is; np.bincount has to be told.",
        catches=[Mistake("leaves out the classes that do not occur", function=only_the_seen),
                 Mistake("leaves out the classes that do not occur among the labels", function=only_the_labels),
                 Mistake("leaves out all classes but 0 and 1", "return np.bincount(k * y + predicted, "
                         "minlength=k * k).reshape(k, k)", "return np.bincount(k * y + predicted, "
                         "minlength=k * k).reshape(k, k)[:2, :2]"),
                 Mistake("forgets the length that np.bincount needs", ", minlength=k * k", "", raises="ValueError"),
                 Mistake("takes the largest label for the last class", "return",
                         "k = max(y.max(), predicted.max()) + 1; return")]),
    "loops": vectorized(on=answers((18, 4), (120, 4)), points=1,
        hint="Each pair of labels is one number, k * i + j. What counts numbers?",
        catches=[Mistake("loops over the samples", function=one_by_one)]),
})
