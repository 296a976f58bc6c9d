"""polynomial_basis: powers as inputs, so that a linear model can bend."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def polynomial_basis(x, degree):
    """Return the powers of ``x`` from 0 to ``degree`` as the columns of an array ``(N, degree + 1)``.

    ``x`` is a float array ``(N,)``, ``degree`` a whole number of at least 0. Column ``k`` is ``x**k``; so the first
    column is 1, also where ``x`` is 0.

    >>> print(polynomial_basis(np.array([0.0, 2.0, -3.0]), 2))
    [[ 1.  0.  0.]
     [ 1.  2.  4.]
     [ 1. -3.  9.]]
    """
    return x[:, None] ** np.arange(degree + 1)


def reference(x, degree):
    import torch

    return torch.vander(x, degree + 1, increasing=True)


def column_by_column(x, degree):
    """Another right solution: each power from the one before it."""
    columns = [np.ones(len(x))]
    while len(columns) <= degree:
        columns.append(columns[-1] * x)
    return np.stack(columns, axis=1)


def one_by_one(x, degree):
    """Another right solution: loops."""
    phi = np.ones((len(x), degree + 1))
    for i, number in enumerate(x):
        for power in range(1, degree + 1):
            phi[i, power] = number**power
    return phi


def numbers(*asked, low=-2.0):
    """Random numbers, as ``(N, degree)`` asks."""

    def cases(rng):
        for size, degree in asked:
            yield Case(f"N={size}, degree={degree}", dict(x=rng.uniform(low, 2, size=size), degree=degree))

    return cases


def zeros(rng):
    """Numbers among which is 0, whose power 0 is 1."""
    yield Case("a zero", dict(x=rng.permutation([0.0, 1.0, -2.0, float(rng.integers(2, 5))]), degree=3))


EXERCISE = Exercise(polynomial_basis, reference, accepts=[column_by_column, one_by_one], checks={
    "powers": agrees("has all powers, the lowest first", points=3,
        on=several(numbers((4, 2), (4, 3), (2, 5), (6, 1)), zeros),
        hint="How many powers are there from 0 to degree?",
        catches=[Mistake("has the highest power first", "np.arange(degree + 1)", "np.arange(degree, -1, -1)"),
                 Mistake("leaves out the constant, power 0", "np.arange(degree + 1)", "np.arange(1, degree + 1)"),
                 Mistake("leaves out the highest power", "np.arange(degree + 1)", "np.arange(degree)"),
                 Mistake("multiplies by the power instead of raising to it", "x[:, None] ** np", "x[:, None] * np"),
                 Mistake("raises the number of the column to the power of x: k**x",
                         "x[:, None] ** np.arange(degree + 1)", "np.arange(degree + 1.0) ** np.abs(x[:, None])"),
                 Mistake("has powers in rows, not in columns", "x[:, None] ** np.arange(degree + 1)",
                         "x ** np.arange(degree + 1)[:, None]"),
                 Mistake("has the highest power only", "x[:, None] ** np.arange(degree + 1)",
                         "x[:, None] ** np.array([degree])")]),
    "small": agrees("takes degree 0, and a single number", on=numbers((3, 0), (1, 3), (1, 0)), points=1,
        hint="Degree 0 is a column of ones.",
        catches=[Mistake("has degree 1 at least", "np.arange(degree + 1)", "np.arange(max(degree, 1) + 1)"),
                 Mistake("drops an axis of length 1", "return x[:, None] ** np.arange(degree + 1)",
                         "return np.squeeze(x[:, None] ** np.arange(degree + 1))")]),
    "pure": keeps_inputs(on=numbers((4, 2), (3, 3), low=0.5), points=1,
        hint="`x **= 2` changes the caller's array.",
        catches=[Mistake("squares the caller's x, and takes the root again", "return x",
                         "x **= 2; x **= 0.5; x *= 1 + 1e-12; return x")]),
})
