"""positional_encoding: sines and cosines that say where in a sequence something stands (Vaswani et al. 2017)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees
from autograder.exercise.cases import several


def positional_encoding(t, d):
    """Return the vectors that mark the positions 0, 1, ..., ``t - 1`` of a sequence: a float array ``(t, d)``.

    Columns come in pairs. Columns ``2 * i`` and ``2 * i + 1``, with ``i`` from 0, share an angle,
    ``position / 10000**(2 * i / d)``: the first of the two is its sine, the second its cosine. So sines and cosines
    take turns, and the first pair turns fastest. ``t`` and ``d`` are whole numbers of at least 1. If ``d`` is odd, the
    last column is a sine without its cosine; ``d`` in the formula is still the number of columns.

    >>> print(positional_encoding(3, 4).round(4))
    [[ 0.      1.      0.      1.    ]
     [ 0.8415  0.5403  0.01    1.    ]
     [ 0.9093 -0.4161  0.02    0.9998]]
    """
    columns = np.arange(d)
    angles = np.arange(t)[:, None] / 10000 ** (columns // 2 * 2 / d)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


def reference(t, d):
    """The paper's formula (section 3.5) in torch; torch itself has no such layer."""
    import torch

    pairs = torch.arange(0, d, 2, dtype=torch.float64)
    angles = torch.outer(torch.arange(t, dtype=torch.float64), torch.pow(10000.0, -pairs / d))
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :d]


def one_by_one(t, d):
    """Another right solution: number by number."""
    out = np.zeros((t, d))
    for position in range(t):
        for i in range(0, d, 2):
            angle = position * np.exp(-np.log(1e4) * i / d)
            out[position, i] = np.sin(angle)
            if i + 1 < d:
                out[position, i + 1] = np.cos(angle)
    return out


def in_halves(t, d):
    """A mistake: all sines first, then all cosines."""
    angles = np.arange(t)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)[:, :d]


def whole_pairs(t, d):
    """A mistake: no last sine where d is odd."""
    columns = np.arange(d // 2 * 2)
    angles = np.arange(t)[:, None] / 10000 ** (columns // 2 * 2 / d)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


def of_the_next_even(t, d):
    """A mistake: where d is odd, the columns of the next even number are computed, and the last is cut off."""
    even = d + d % 2
    columns = np.arange(d)
    angles = np.arange(t)[:, None] / 10000 ** (columns // 2 * 2 / even)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


def sizes(*ranges):
    """One case for each ``((low, high) of t, (low, high) of d / 2, what d has beyond an even number)``."""

    def cases(rng):
        for positions, pairs, odd in ranges:
            t, d = int(rng.integers(*positions)), 2 * int(rng.integers(*pairs)) + odd
            yield Case(f"t={t}, d={d}", dict(t=t, d=d))

    return cases


def worked(rng):
    """The example of the statement."""
    yield Case("worked", dict(t=3, d=4))


EXERCISE = Exercise(positional_encoding, reference, accepts=[one_by_one], checks={
    "pairs": agrees("lets sines and cosines of the same angle take turns", points=4,
        on=several(worked, sizes(((3, 7), (2, 5), 0), ((7, 10), (3, 7), 0))),
        hint=("Columns 0 and 1 have the same angle. Which ones have the next?",
              "Make the angles as a table, a row for each position and a column for each pair, by broadcasting."),
        catches=[Mistake("puts all sines first and all cosines behind them", function=in_halves,
                         hint="Sines and cosines take turns: columns 0, 2, 4 are sines."),
                 Mistake("has i where 2 * i belongs in the exponent", "columns // 2 * 2 / d", "columns // 2 / d",
                         hint="The exponent of a pair is the number of its first column over d."),
                 Mistake("doubles an exponent that goes up in twos already: 2 * i / d with i = 0, 2, 4, ...",
                         "columns // 2 * 2 / d", "columns // 2 * 4 / d",
                         hint="The exponent of a pair is the number of its first column over d."),
                 Mistake("counts the columns where i counts the pairs, in 2 * i / d",
                         "columns // 2 * 2 / d", "columns * 2 / d",
                         hint="The exponent of a pair is the number of its first column over d."),
                 Mistake("gives each cosine an angle of its own", "columns // 2 * 2 / d", "columns / d",
                         hint="Both columns of a pair have the same angle."),
                 Mistake("swaps sines and cosines", "columns % 2 == 0", "columns % 2 == 1",
                         hint="At position 0 every sine is 0 and every cosine 1."),
                 Mistake("multiplies the position by what it should be divided by", "/ 10000 **", "* 10000 **",
                         hint="The first pair turns fastest."),
                 Mistake("counts the positions from 1", "np.arange(t)[", "np.arange(1, t + 1)[",
                         hint="At position 0 every sine is 0 and every cosine 1.")]),
    "odd": agrees("has an odd number of columns, too", on=sizes(((4, 9), (2, 6), 1), ((3, 6), (4, 7), 1)), points=1,
        hint="The last sine stays alone; the formula does not change.",
        catches=[Mistake("leaves the last column out where d is odd", function=whole_pairs),
                 Mistake("rounds an odd d up in the exponent", function=of_the_next_even)]),
    "long": agrees("marks long sequences, and single positions", points=1,
        on=sizes(((150, 300), (4, 9), 0), ((1, 2), (3, 9), 0), ((20, 40), (1, 2), 0)),
        hint="Nothing but the formula: is your 10000 a 10000?",
        catches=[Mistake("takes 1000 for 10000", "10000", "1000"),
                 Mistake("scales the positions to lie between 0 and 1", "np.arange(t)[",
                         "np.linspace(0, 1, t)[",
                         hint="A position is its number, however long the sequence is.")]),
})
