"""accuracy: the share of right answers."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def accuracy(scores, y):
    """Return the share of rows whose highest score is that of the right class, a number from 0 to 1.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row. Scores
    may be probabilities or not. Among equal scores the class with the smallest number counts as the highest.

    >>> print(accuracy(np.array([[0.1, 0.9], [2.0, -3.0], [0.4, 0.6], [5.0, 5.0]]), np.array([1, 0, 0, 0])))
    0.75
    """
    return np.mean(np.argmax(scores, axis=1) == y)


def reference(scores, y):
    return (scores.argmax(dim=1) == y).double().mean()


def row_by_row(scores, y):
    """Another right solution: loops."""
    right = 0
    for row, label in zip(scores, y):
        best = 0
        for k in range(1, len(row)):
            if row[k] > row[best]:
                best = k
        right += best == label
    return right / len(y)


def by_count(scores, y):
    """Another right solution: the rows that are not wrong."""
    return 1 - np.count_nonzero(scores.argmax(-1) - y) / y.size


def last_of_ties(scores, y):
    """A mistake: a sort that ends with the last of equal scores."""
    return np.mean(np.argsort(scores, axis=1, kind="stable")[:, -1] == y)


def any_of_ties(scores, y):
    """A mistake: every class that reaches the maximum counts."""
    return np.mean(scores[np.arange(len(y)), y] == scores.max(axis=1))


def scored(*shapes, shift=0.0):
    """Random scores, negative ones among them, of which about two thirds are right."""

    def cases(rng):
        for rows, classes in shapes:
            scores, y = rng.normal(size=(rows, classes)), rng.integers(classes, size=rows)
            lifted = rng.permutation(np.arange(rows) % 2 == 0)
            scores[np.arange(rows), y] += np.where(lifted, 9.0, -0.2)
            scores[np.arange(rows), (y + 1) % classes] += np.where(lifted, 0.0, 4.0)
            yield Case(f"{rows} x {classes}", dict(scores=scores + shift, y=y))

    return cases


def ties(rng):
    """Rows in which two or all classes share the highest score."""
    y = rng.permutation([0, 0, 1, 2, 2, 3, 3, 1])
    scores = np.zeros((8, 4))
    scores[:, 1:3] += rng.integers(0, 2, size=(8, 1))
    yield Case("ties", dict(scores=scores, y=y))
    equal = np.full((5, 3), float(rng.integers(-9, 9)))
    yield Case("all equal", dict(scores=equal, y=rng.permutation([0, 0, 1, 2, 2])))


EXERCISE = Exercise(accuracy, reference, accepts=[row_by_row, by_count], checks={
    "share": agrees("gives the share of right answers", on=scored((1, 3), (5, 5), (7, 4), (64, 10)), points=2,
        hint="Right answers, divided by all answers.",
        catches=[Mistake("counts the right answers instead of giving their share", "np.mean(", "np.sum("),
                 Mistake("gives the share of wrong answers", "== y", "!= y"),
                 Mistake("gives a percentage", "np.mean(", "100 * np.mean("),
                 Mistake("compares the highest score itself with the label", "np.argmax(", "np.max(")]),
    "rows": agrees("looks for the highest score in each row", points=2,
        on=several(scored((4, 4), (9, 2), (2, 7), (16, 3)), scored((5, 4), (8, 3), shift=-30.0)),
        hint="There is one answer for each row: which axis is left?",
        catches=[Mistake("takes the highest score of the whole batch", "np.argmax(scores, axis=1)",
                         "np.argmax(scores)"),
                 Mistake("takes the highest score of each column", "axis=1", "axis=0"),
                 Mistake("calls everything above 0.5 class 1, which is right for two classes of probabilities",
                         "np.argmax(scores, axis=1)", "(scores[:, 1] > 0.5)"),
                 Mistake("takes the lowest score", "np.argmax(", "np.argmin("),
                 Mistake("ranks by size without sign", "np.argmax(scores", "np.argmax(np.abs(scores)")]),
    "ties": agrees("takes the first of equal scores", on=ties, points=1,
        hint="A model that gives all classes the same score knows nothing: it may not be right every time.",
        catches=[Mistake("takes the last of equal scores", function=last_of_ties),
                 Mistake("takes every class that reaches the highest score for right", function=any_of_ties)]),
    "pure": keeps_inputs(on=scored((4, 4), (7, 3)), points=1,
        hint="`scores *= ...` and `y -= ...` change the caller's arrays.",
        catches=[Mistake("subtracts the labels in place", "np.argmax(scores, axis=1) == y",
                         "np.subtract(np.argmax(scores, axis=1), y, out=y) == 0")]),
})
