"""fit_standardizer: what the training data say about their columns."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def fit_standardizer(x):
    """Return ``(mean, std)`` of each column of the training data ``x``; both are ``(D,)``.

    ``x`` is a float array ``(N, D)`` of one row or more. The standard deviation is the population's: the sum of the
    squared deviations is divided by ``N``. A column whose values are all equal gets the standard deviation 1,
    exactly, so that dividing by it is safe; mind that its computed one need not be exactly 0. A column whose values
    differ by ever so little keeps its own. Columns may lie far from 0, at 1e7 with a spread of 1: about five digits
    of the standard deviation are right even there.

    >>> mean, std = fit_standardizer(np.array([[1.0, 5.0], [3.0, 5.0]]))
    >>> print(mean, std)
    [2. 5.] [1. 1.]
    """
    std = np.where(x.max(axis=0) == x.min(axis=0), 1.0, x.std(axis=0))
    return x.mean(axis=0), std


def reference(x):
    import torch

    std, mean = torch.std_mean(x, dim=0, correction=0)
    constant = (x == x[0]).all(dim=0)
    return mean, torch.where(constant, torch.ones_like(std), std)


def by_formula(x):
    """Another right solution: the formula written out."""
    mean = x.sum(axis=0) / len(x)
    std = np.sqrt(((x - mean) ** 2).sum(axis=0) / len(x))
    std[np.ptp(x, axis=0) == 0] = 1
    return mean, std


def tables(*shapes):
    """Data of these shapes; each column has a mean and a spread of its own."""

    def cases(rng):
        for shape in shapes:
            x = rng.normal(scale=5, size=shape[1]) + rng.uniform(0.2, 4.0, size=shape[1]) * rng.normal(size=shape)
            yield Case(f"shape {shape}", dict(x=x))

    return cases


def constant(rng):
    """Some columns hold one whole number each; and a single sample."""
    x = rng.normal(size=(5, 4))
    x[:, 1], x[:, 3] = 0.0, float(rng.integers(2, 9))
    x[:, 2] *= 1e-6
    yield Case("two constant columns, one with little spread", dict(x=x))
    yield Case("one sample", dict(x=rng.integers(1, 9, size=(1, 3)).astype(float)))


def rounded(rng):
    """Constant columns of numbers so large that their sum is rounded, and with it their mean."""
    for columns in (40, 3):
        x = np.tile(rng.integers(2**59, 2**60, size=columns).astype(float), (11, 1))
        x[:, ::4] -= rng.integers(10**12, size=x[:, ::4].shape)
        yield Case(f"{columns} columns, constants that round", dict(x=x))


def far_from_zero(rng):
    """Columns whose means are a million times as large as their spread, and more."""
    for shape in ((20, 3), (4, 4)):
        x = rng.uniform(3e6, 3e7, size=shape[1]) + rng.uniform(0.5, 3.0, size=shape[1]) * rng.normal(size=shape)
        yield Case(f"far from 0, shape {shape}", dict(x=x))


EXERCISE = Exercise(fit_standardizer, reference, accepts=[by_formula], checks={
    "mean": agrees("gives the mean of each column", on=tables((5, 3), (4, 4), (64, 2)), points=1, item=0,
        hint="One number for each column.",
        catches=[Mistake("averages each row instead of each column", "x.mean(axis=0)", "x.mean(axis=1)"),
                 Mistake("averages all numbers together", "x.mean(axis=0)", "x.mean()"),
                 Mistake("takes the median", "x.mean(axis=0)", "np.median(x, axis=0)")]),
    "std": agrees("gives the standard deviation of each column", on=tables((5, 3), (4, 4), (64, 2), (2, 5)),
        points=2, item=1,
        hint="By what is the sum of the squares divided?",
        catches=[Mistake("divides by N - 1, as for a sample", "x.std(axis=0)",
                         "x.std(axis=0) * np.sqrt(len(x) / max(len(x) - 1, 1))"),
                 Mistake("returns the variance", "x.std(axis=0)", "x.var(axis=0)"),
                 Mistake("takes all numbers together", "x.std(axis=0)", "x.std()"),
                 Mistake("adds a small number to every standard deviation", "x.std(axis=0)", "x.std(axis=0) + 1e-3")]),
    "constant": agrees("gives constant columns the standard deviation 1", on=constant, points=2,
        hint="What would dividing by this column's standard deviation do?",
        catches=[Mistake("leaves 0 for constant columns",
                         "np.where(x.max(axis=0) == x.min(axis=0), 1.0, x.std(axis=0))",
                         "x.std(axis=0)"),
                 Mistake("gives constant columns a small number instead of 1",
                         "np.where(x.max(axis=0) == x.min(axis=0), 1.0, x.std(axis=0))",
                         "x.std(axis=0) + 1e-8"),
                 Mistake("takes columns with little spread for constant ones",
                         "x.max(axis=0) == x.min(axis=0)", "x.std(axis=0) < 1e-4"),
                 Mistake("raises every standard deviation below 1 to 1",
                         "np.where(x.max(axis=0) == x.min(axis=0), 1.0, x.std(axis=0))",
                         "np.maximum(x.std(axis=0), 1.0)")]),
    "rounding": agrees("knows a constant column by its values", on=rounded, points=1, elementwise=True,
        hint="The mean of equal numbers may be rounded, and differ from them: ask the numbers themselves.",
        catches=[Mistake("asks the computed standard deviation whether a column is constant, which rounding spoils",
                         "x.max(axis=0) == x.min(axis=0)", "x.std(axis=0) == 0")]),
    "far": agrees("keeps its precision far from 0", on=far_from_zero, points=1, item=1,
        hint="Squares of large numbers differ by little, and a float has 16 digits: take the mean off first.",
        catches=[Mistake("takes the squared mean off the mean square, which cancels", "x.std(axis=0))",
                         "np.sqrt(np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0)))")]),
    "pure": keeps_inputs(on=tables((5, 3)), points=1,
        hint="`x -= mean` changes the caller's array.",
        catches=[Mistake("centres the caller's data in place",
                         "return x.mean(axis=0), std", "mean = x.mean(axis=0); x -= mean; return mean, std")]),
})
