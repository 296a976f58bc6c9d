"""threshold_unit: the first artificial neuron, which does not learn (McCulloch & Pitts 1943)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def threshold_unit(x, w, threshold):
    """Return for each row of ``x`` whether the unit fires: 1 where ``x @ w`` is above ``threshold``, else 0.

    ``x`` is a float array ``(N, D)`` with one sample in each row, ``w`` is ``(D,)``, ``threshold`` is a number. The
    result is an int array ``(N,)``. A sum of exactly ``threshold`` does not fire.

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 1.5))
    [0 0 0 1]
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 1.0))
    [0 0 0 1]
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 0.5))
    [0 1 1 1]
    """
    return (x @ w > threshold).astype(int)


def reference(x, w, threshold):
    import torch

    return (torch.mv(x, w) > threshold).long()


def row_by_row(x, w, threshold):
    """Another right solution: loops."""
    fires = np.zeros(len(x), dtype=int)
    for i, row in enumerate(x):
        total = 0.0
        for weight, value in zip(w, row):
            total += weight * value
        if total > threshold:
            fires[i] = 1
    return fires


def by_where(x, w, threshold):
    """Another right solution: sums of products, and 0 and 1 by np.where."""
    return np.where(np.sum(x * w, axis=1) <= threshold, 0, 1)


def units(*shapes):
    """Random samples and units, of whose sums about half are above the threshold."""

    def cases(rng):
        for rows, size in shapes:
            x, w = rng.normal(size=(rows, size)), rng.normal(size=size)
            threshold = np.median(x @ w) + rng.choice([-0.1, 0.1])
            yield Case(f"{rows} x {size}", dict(x=x, w=w, threshold=float(threshold)))

    return cases


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def gates(rng):
    """Gates by weights and threshold, each with some room drawn at random, and NOT by a negative weight."""
    for name, w, between in (("AND", (1.0, 1.0), (1.1, 1.9)), ("OR", (1.0, 1.0), (0.1, 0.9)),
                             ("NAND", (-1.0, -1.0), (-1.9, -1.1)), ("x0 and not x1", (1.0, -1.0), (0.1, 0.9))):
        yield Case(name, dict(x=CORNERS, w=np.array(w), threshold=float(rng.uniform(*between))))
    yield Case("NOT", dict(x=np.array([[0.0], [1.0]]), w=np.array([-1.0]), threshold=-float(rng.uniform(0.1, 0.9))))


def at_the_threshold(rng):
    """Whole numbers, so that many sums are exactly the threshold."""
    for threshold in (0.0, 2.0, -1.0):
        x = rng.integers(-2, 3, size=(12, 2)).astype(float)
        x[0] = [threshold, 0.0]
        yield Case(f"threshold {threshold}", dict(x=x, w=np.array([1.0, rng.choice([-1.0, 1.0])]), threshold=threshold))


EXERCISE = Exercise(threshold_unit, reference, accepts=[row_by_row, by_where], checks={
    "gates": agrees("computes logic gates", on=gates, points=2,
        hint="Add up what comes in, each input times its weight, and compare the sum with the threshold.",
        catches=[Mistake("fires below the threshold, not above", "x @ w > threshold", "x @ w < threshold"),
                 Mistake("adds the threshold to the sum, as if it were a bias",
                         "x @ w > threshold", "x @ w + threshold > 0"),
                 Mistake("adds up the inputs without their weights", "x @ w", "x.sum(axis=1)"),
                 Mistake("compares with 0, whatever the threshold is", "> threshold", "> 0")]),
    "batch": agrees("gives one answer for each sample", on=units((1, 3), (4, 4), (16, 3), (5, 7), (3, 1)), points=1,
        hint="The samples are rows: which axis is summed?",
        catches=[Mistake("multiplies from the wrong side, which fits square arrays only", "x @ w", "w @ x"),
                 Mistake("compares each product by itself, without adding them up", "x @ w", "x * w"),
                 Mistake("adds up the whole batch", "x @ w", "np.sum(x * w)")]),
    "equal": agrees("does not fire when the sum is exactly the threshold", on=at_the_threshold, points=1,
        hint="A sum that equals the threshold is not above it.",
        catches=[Mistake("fires when the sum is exactly the threshold", "> threshold", ">= threshold")]),
    "pure": keeps_inputs(on=units((4, 4), (6, 3)), points=1,
        hint="`x *= w` changes the caller's array.",
        catches=[Mistake("weighs the caller's inputs in place", "(x @ w > threshold)",
                         "(np.multiply(x, w, out=x).sum(axis=1) > threshold)")]),
})
