"""top_k_error: how often the right class is not even among the k best."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def top_k_error(scores, y, k):
    """Return the share of rows whose right class is not among the ``k`` classes with the highest scores.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row, ``k`` an
    int from 1 to ``K``. Among equal scores the class with the smaller number comes first, so that for ``k = 1``
    the result is 1 minus the accuracy. Returns a number from 0 to 1.

    >>> scores = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [1.0, 1.0, 1.0], [3.0, 1.0, 2.0]])
    >>> print(top_k_error(scores, np.array([2, 2, 1, 1]), 2))
    0.5
    >>> print(top_k_error(scores, np.array([2, 2, 1, 1]), 1))
    1.0
    """
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.mean(np.all(best != y[:, None], axis=1))


def reference(scores, y, k):
    """Torch's topk leaves the order of equal scores open; its stable sort does not."""
    import torch

    best = torch.sort(scores, dim=1, descending=True, stable=True).indices[:, :k]
    return 1 - (best == y[:, None]).any(dim=1).double().mean()


def by_rank(scores, y, k):
    """Another right solution: how many classes come before the right one."""
    right = np.take_along_axis(scores, y[:, None], axis=1)
    before = (scores > right) | ((scores == right) & (np.arange(scores.shape[1]) < y[:, None]))
    return np.mean(before.sum(axis=1) >= k)


def row_by_row(scores, y, k):
    """Another right solution: a loop and Python's own sort."""
    missed = 0
    for row, label in zip(scores, y):
        order = sorted(range(len(row)), key=lambda c: -row[c])
        missed += label not in order[:k]
    return missed / len(y)


def order_for_rank(scores, y, k):
    """A mistake: the order of the classes taken for the rank of each."""
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.mean(order[np.arange(len(y)), y] >= k)


def last_of_ties(scores, y, k):
    """A mistake: an ascending order turned round, so that ties are turned round too."""
    best = np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k]
    return np.mean(np.all(best != y[:, None], axis=1))


def kindly(scores, y, k):
    """A mistake: whoever reaches the k-th score is in."""
    limit = np.sort(scores, axis=1)[:, -k]
    return np.mean(scores[np.arange(len(y)), y] < limit)


def scored(*sizes):
    """Random scores ``(rows, classes, k)``, whose right class has every rank about as often."""

    def cases(rng):
        for rows, classes, k in sizes:
            scores = rng.normal(size=(rows, classes))
            order = np.argsort(-scores, axis=1)
            y = order[np.arange(rows), rng.permutation(np.arange(rows) % classes)]
            yield Case(f"{rows} x {classes}, k={k}", dict(scores=scores, y=y, k=k))

    return cases


def ties(rng):
    """Rows in which some or all classes share a score."""
    for k in (1, 2, 3):
        y = rng.permutation(np.arange(6) % 4)
        yield Case(f"few values, k={k}", dict(scores=rng.integers(0, 2, size=(6, 4)).astype(float), y=y, k=k))
        yield Case(f"all equal, k={k}", dict(scores=np.full((6, 4), float(rng.integers(-9, 9))), y=y, k=k))


EXERCISE = Exercise(top_k_error, reference, accepts=[by_rank, row_by_row], harmless=[
    Harmless("axis 1 is the last one, which is the default", ("-scores, axis=1, kind", "-scores, kind"))], checks={
    "one": agrees("is the error rate for k = 1", on=scored((1, 3, 1), (6, 6, 1), (8, 3, 1), (20, 5, 1)), points=1,
        hint="An error is a row whose right class is missing from the best.",
        catches=[Mistake("gives the share of hits, not of errors", "np.mean(np.all(best != y[:, None], axis=1))",
                         "np.mean(np.any(best == y[:, None], axis=1))"),
                 Mistake("counts the errors instead of giving their share", "np.mean(", "np.sum("),
                 Mistake("takes the lowest scores for the best", "-scores", "scores")]),
    "several": agrees("forgives a right class among the k best", points=3,
        on=scored((1, 4, 2), (5, 5, 2), (12, 4, 3), (64, 10, 5), (21, 7, 3)),
        hint=("Which classes are the k best of a row, and is the right one among them?",
              "argsort gives the classes in order; it does not give the rank of each class."),
        catches=[Mistake("looks at the best class only, whatever k is", "[:, :k]", "[:, :1]"),
                 Mistake("looks at the k-th best class only", "[:, :k]", "[:, k - 1 : k]"),
                 Mistake("takes one class more than k", "[:, :k]", "[:, : k + 1]"),
                 Mistake("takes the order of the classes for their ranks", function=order_for_rank),
                 Mistake("averages over all k places instead of asking whether one is right",
                         "np.all(best != y[:, None], axis=1)", "best != y[:, None]"),
                 Mistake("orders each column instead of each row", "argsort(-scores, axis=1",
                         "argsort(-scores, axis=0")]),
    "all": agrees("is 0 when k counts all classes", on=several(scored((4, 4, 4), (7, 3, 3)), scored((9, 3, 2))),
        points=1, hint="Nobody is missing from a list of everybody.",
        catches=[Mistake("leaves out the last of the k classes", "[:, :k]", "[:, : max(k - 1, 1)]")]),
    "ties": agrees("puts the smaller class first among equal scores", on=ties, points=1,
        hint="A stable sort keeps equal ones in their order; one that is turned round does not.",
        catches=[Mistake("puts the larger class first among equal scores", function=last_of_ties),
                 Mistake("lets in every class that ties with the k-th score", function=kindly)]),
    "pure": keeps_inputs(on=scored((6, 4, 2), (5, 5, 2)), points=1,
        hint="`scores *= -1` and `scores.sort()` change the caller's array.",
        catches=[Mistake("negates the caller's scores", "-scores", "np.negative(scores, out=scores)")]),
})
