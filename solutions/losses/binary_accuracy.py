"""binary_accuracy: the share of right answers to a yes-or-no question."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def binary_accuracy(p, t, threshold=0.5):
    """Return the share of right answers, a number from 0 to 1; the answer is yes where ``p`` is above ``threshold``.

    ``p`` is a float array of any shape, the probabilities of yes; ``t`` has the same shape and says what is right, 1
    for yes and 0 for no. A probability of exactly ``threshold`` is a no.

    >>> p, t = np.array([0.5, 0.9, 0.2]), np.array([1, 1, 0])
    >>> print(round(binary_accuracy(p, t), 4))
    0.6667
    >>> print(binary_accuracy(p, t, threshold=0.4))
    1.0
    """
    return np.mean((p > threshold) == t)


def reference(p, t, threshold=0.5):
    return p.gt(threshold).eq(t.bool()).double().mean()


def one_by_one(p, t, threshold=0.5):
    """Another right solution: a loop."""
    right = 0
    for probability, target in zip(p.flat, t.flat):
        answer = 1 if probability > threshold else 0
        right += int(answer == target)
    return right / p.size


def by_misses(p, t, threshold=0.5):
    """Another right solution: 1 minus the share of wrong answers."""
    answers = np.where(p <= threshold, 0, 1)
    return float(1 - np.abs(answers - t).mean())


def answers(*shapes, low=0.05, high=0.95, **options):
    """Random probabilities, of which about two thirds lie on the right side of 1/2, and targets of both kinds."""

    def cases(rng):
        for shape in shapes:
            p = rng.uniform(low, high, size=shape)
            flipped = rng.permutation(np.arange(p.size) % 3 == 0).reshape(shape)
            t = ((p > options.get("threshold", (low + high) / 2)) ^ flipped).astype(int)
            named = "".join(f", {name}={value}" for name, value in options.items())
            yield Case(f"shape {shape}{named}", dict(p=p, t=t, **options))

    return cases


def equal(rng):
    """Probabilities that are exactly the threshold, among others; the answers to them are right and wrong."""
    for size, options in ((5, {}), (7, {"threshold": 0.25})):
        p = rng.uniform(0, 1, size=size)
        p[: size - 2] = options.get("threshold", 0.5)
        t = np.arange(size) < rng.integers(1, 3)
        yield Case(f"{size} probabilities, {options or 0.5}", dict(p=p, t=t.astype(int), **options))


EXERCISE = Exercise(binary_accuracy, reference, accepts=[one_by_one, by_misses], checks={
    "share": agrees("gives the share of right answers", on=answers((3,), (8,), (4, 4), (2, 3, 4), (1,)), points=2,
        hint="Turn each probability into an answer, and compare the answers with what is right.",
        catches=[Mistake("counts the right answers instead of giving their share", "np.mean(", "np.sum("),
                 Mistake("gives the share of wrong answers", "== t", "!= t"),
                 Mistake("gives the share of yes", "(p > threshold) == t", "(p > threshold)"),
                 Mistake("compares the probabilities themselves with 0 and 1", "(p > threshold) == t", "p == t"),
                 Mistake("averages the distance of the probabilities from the targets",
                         "(p > threshold) == t", "1 - np.abs(p - t)"),
                 Mistake("takes p for scores: puts a sigmoid before the threshold",
                         "p > threshold", "1 / (1 + np.exp(-p)) > threshold"),
                 Mistake("answers yes where p is below the threshold", "p > threshold", "p < threshold"),
                 Mistake("counts only yeses that are right", "(p > threshold) == t", "(p > threshold) & (t == 1)")]),
    "threshold": agrees("takes other thresholds", points=1,
        on=several(answers((9,), (4, 3), threshold=0.3), answers((9,), (5,), threshold=0.8)),
        hint="A threshold above 1/2 asks for more certainty before it says yes.",
        catches=[Mistake("compares with 1/2, whatever the threshold is", "p > threshold", "p > 0.5")]),
    "equal": agrees("says no at exactly the threshold", on=equal, points=1,
        hint="A probability that equals the threshold is not above it.",
        catches=[Mistake("says yes at exactly the threshold", "p > threshold", "p >= threshold")]),
    "pure": keeps_inputs(on=answers((6,), (3, 4)), points=1,
        hint="`p[p > threshold] = 1` changes the caller's array.",
        catches=[Mistake("turns the caller's probabilities into answers",
                         "(p > threshold) == t", "np.greater(p, threshold, out=p, casting='unsafe') == t")]),
})
