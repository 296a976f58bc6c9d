"""gaussian_basis: bumps as inputs, each of which looks at one part of the line."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def gaussian_basis(x, centers, width):
    """Return the Gaussian bumps ``exp(-(x - c)**2 / (2 * width**2))`` around each center ``c``: an array ``(N, M)``.

    ``x`` is a float array ``(N,)``, ``centers`` is ``(M,)``, ``width`` a positive number. There is one row for each
    number of ``x`` and one column for each center; there is no constant column, and a bump is 1 at its center, however
    wide it is.

    >>> print(gaussian_basis(np.array([0.0, 1.0]), np.array([0.0, 2.0]), 1.0).round(4))
    [[1.     0.1353]
     [0.6065 0.6065]]
    """
    return np.exp(-((x[:, None] - centers) ** 2) / (2 * width**2))


def reference(x, centers, width):
    """The density of a normal distribution, relative to its own largest value."""
    import torch

    bump = torch.distributions.Normal(centers, torch.tensor(width, dtype=torch.float64))
    return torch.exp(bump.log_prob(x[:, None]) - bump.log_prob(centers))


def center_by_center(x, centers, width):
    """Another right solution: a loop over the centers."""
    phi = np.zeros((len(x), len(centers)))
    for j, c in enumerate(centers):
        phi[:, j] = np.exp(-0.5 * ((x - c) / width) ** 2)
    return phi


def by_outer(x, centers, width):
    """Another right solution: a table of differences by NumPy's own outer."""
    return np.power(np.e, np.square(np.subtract.outer(x, centers)) / (-2.0 * width * width))


def bumps(*asked, width=None):
    """Random numbers and centers, as ``(N, M)`` asks."""

    def cases(rng):
        for size, count in asked:
            wide = width or float(rng.uniform(0.5, 2.5))
            inputs = dict(x=rng.uniform(-2, 2, size=size), centers=rng.uniform(-2, 2, size=count), width=wide)
            yield Case(f"N={size}, M={count}, width={wide:.1f}", inputs)

    return cases


EXERCISE = Exercise(gaussian_basis, reference, accepts=[center_by_center, by_outer], checks={
    "bumps": agrees("puts a bump around each center", on=bumps((2, 3), (5, 4), width=1.0), points=2,
        hint="A table of all differences first: numbers in rows, centers in columns.",
        catches=[Mistake("leaves out the 2 in the exponent", "(2 * width**2)", "width**2"),
                 Mistake("forgets the minus sign in the exponent", "np.exp(-((", "np.exp((("),
                 Mistake("does not square the difference", "((x[:, None] - centers) ** 2)",
                         "np.abs(x[:, None] - centers)"),
                 Mistake("has centers in rows, and numbers in columns", "(x[:, None] - centers)",
                         "(x - centers[:, None])"),
                 Mistake("adds a constant column", "return np.exp(-((x[:, None] - centers) ** 2) / (2 * width**2))",
                         "return np.column_stack([np.ones(len(x)),"
                         " np.exp(-((x[:, None] - centers) ** 2) / (2 * width**2))])"),
                 Mistake("makes the area under a bump 1, as for a density", "return np.exp(",
                         "return 1 / (width * np.sqrt(2 * np.pi)) * np.exp(")]),
    "width": agrees("widens the bumps by width", on=bumps((3, 3), (4, 2), (1, 5), (6, 1)), points=2,
        hint="width is in the same units as x, and stands in the denominator of a square.",
        catches=[Mistake("does not square the width", "width**2", "width"),
                 Mistake("ignores the width", "(2 * width**2)", "2.0"),
                 Mistake("divides by 2, and multiplies by the width's square, for want of brackets",
                         "(2 * width**2)", "2 * width**2"),
                 Mistake("squares twice the width", "(2 * width**2)", "(2 * width) ** 2")]),
    "pure": keeps_inputs(on=bumps((4, 3), (3, 3)), points=1,
        hint="`centers /= width` changes the caller's array.",
        catches=[Mistake("measures the caller's centers in widths, in place",
                         "return np.exp(-((x[:, None] - centers) ** 2) / (2 * width**2))",
                         "centers /= width; return np.exp(-((x[:, None] / width - centers) ** 2) / 2)")]),
})
