"""binary_softmax: the sigmoid is a softmax of two scores, one of them 0."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def binary_softmax(x):
    """Return for each number of ``x`` the softmax of the two scores ``(x, 0)``: an array ``(N, 2)``.

    The softmax of ``(a, b)`` is ``(exp(a), exp(b)) / (exp(a) + exp(b))``. So the first column is ``sigmoid(x)``, the
    probability of yes, and the second one is what is left of 1. ``x`` is a float array ``(N,)``. The result is finite
    for every ``abs(x)`` up to 1e4, and up to 700 every element, however small, is exact to many digits of its own.

    >>> print(binary_softmax(np.array([2.0, 0.0, -1.0])).round(4))
    [[0.8808 0.1192]
     [0.5    0.5   ]
     [0.2689 0.7311]]
    >>> print(f"{binary_softmax(np.array([50.0]))[0, 1]:.4e}")
    1.9287e-22
    """
    z = np.stack([x, np.zeros(len(x))], axis=1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def reference(x):
    import torch

    return torch.softmax(torch.stack([x, torch.zeros_like(x)], dim=1), dim=1)


def by_sigmoid(x):
    """Another right solution: the sigmoid of x and of -x, by the exponential that does not overflow."""
    small = np.exp(-np.abs(x))
    likely, unlikely = 1 / (1 + small), small / (1 + small)
    return np.column_stack([np.where(x > 0, likely, unlikely), np.where(x > 0, unlikely, likely)])


def by_logarithm(x):
    """Another right solution: exp of minus a softplus."""
    return np.exp(-np.logaddexp(0, np.stack([-x, x], axis=1)))


def scores(*sizes):
    """Random scores of moderate size."""

    def cases(rng):
        for size in sizes:
            yield Case(f"N={size}", dict(x=rng.normal(scale=2, size=size)))

    return cases


def far(rng):
    """Scores far out on both sides, and scores of which exp overflows."""
    yield Case("tails", dict(x=rng.permutation(np.concatenate([rng.uniform(30, 700, 5), -rng.uniform(30, 700, 5)]))))
    yield Case("beyond", dict(x=rng.permutation([-1e4, -800.0, 800.0, 1e4, rng.uniform(30, 700)])))


EXERCISE = Exercise(binary_softmax, reference, accepts=[by_sigmoid, by_logarithm], checks={
    "rows": agrees("gives two probabilities for each score", on=scores(1, 2, 5, 8), points=2,
        hint="Divide exp(x) / (exp(x) + exp(0)) by exp(x), above and below: which function is it?",
        catches=[Mistake("swaps the two columns", "[x, np.zeros(len(x))]", "[np.zeros(len(x)), x]",
                         hint="The first column is the probability of yes, sigmoid(x)."),
                 Mistake("takes 1 for the second score, not 0", "np.zeros(", "np.ones("),
                 Mistake("takes -x for the second score, which gives sigmoid(2 x)", "np.zeros(len(x))", "-x"),
                 Mistake("normalises over the whole batch", "e.sum(axis=1, keepdims=True)", "e.sum()"),
                 Mistake("returns two rows, not two columns", "return e / e.sum(axis=1, keepdims=True)",
                         "return (e / e.sum(axis=1, keepdims=True)).T"),
                 Mistake("returns the first column only", "return e / e.sum(axis=1, keepdims=True)",
                         "return (e / e.sum(axis=1, keepdims=True))[:, 0]")]),
    "far": agrees("stays exact far out", on=far, points=2, elementwise=True,
        hint=("exp(1e4) is infinite, and infinity divided by itself is no number.",
              "And 1 - 0.9999 has fewer right digits than 0.9999 has: how can the small one be computed by itself?"),
        catches=[Mistake("overflows: does not shift the scores before exp", "z - z.max(axis=1, keepdims=True)", "z"),
                 Mistake("subtracts the sigmoid from 1, which leaves few right digits, or none",
                         "return e / e.sum(axis=1, keepdims=True)",
                         "p = e[:, 0] / e.sum(axis=1); return np.stack([p, 1 - p], axis=1)"),
                 Mistake("clips the scores, so that large ones become equal", "np.stack([x,",
                         "np.stack([np.clip(x, -100, 100),"),
                 Mistake("shifts all rows by one global maximum", "z.max(axis=1, keepdims=True)", "z.max()")]),
    "pure": keeps_inputs(on=scores(4, 6), points=1,
        hint="`x -= x.max()` changes the caller's array.",
        catches=[Mistake("negates the caller's scores in place",
                         "z = np.stack([x, np.zeros(len(x))], axis=1)",
                         "z = np.stack([0 * x, np.negative(x, out=x)], axis=1)")]),
})
