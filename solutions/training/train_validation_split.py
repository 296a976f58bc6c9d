"""train_validation_split: rows that training never sees."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, raises, reproducible
from autograder.exercise.cases import seed


def train_validation_split(n, fraction, rng):
    """Return ``(train, validation)``: the row numbers 0 to ``n - 1``, dealt out at random; two int arrays.

    Draw ``rng.permutation(n)`` once. Its first ``int(fraction * n)`` numbers, rounded down, are the validation
    rows, all others the training rows, both in the order in which they are drawn. So each row is in one of the
    two, and in one only. If ``fraction`` is below 0, or 1 or more, raise ValueError.

    >>> train, validation = train_validation_split(8, 0.3, np.random.default_rng(0))
    >>> print(train, validation)
    [3 6 5 0 1 7] [2 4]
    """
    if not 0 <= fraction < 1:
        raise ValueError("the fraction is at least 0 and less than 1")
    order = rng.permutation(n)
    held_out = int(fraction * n)
    return order[held_out:], order[:held_out]


def reference(n, fraction, rng):
    """torch's own split."""
    import math

    import torch

    if fraction < 0 or fraction >= 1:
        raise ValueError("no such fraction")
    held_out = math.floor(fraction * n)
    validation, train = torch.from_numpy(rng.permutation(n)).split([held_out, n - held_out])
    return train, validation


def shuffled_in_place(n, fraction, rng):
    """Another right solution: an array shuffled in place, and cut."""
    if fraction < 0 or fraction >= 1:
        raise ValueError(fraction)
    order = np.arange(n)
    rng.shuffle(order)
    validation, train = np.split(order, [np.floor(n * fraction).astype(int)])
    return [train, validation]


def drawn_twice(n, fraction, rng):
    """A mistake: two permutations, so that the two parts overlap."""
    if not 0 <= fraction < 1:
        raise ValueError("the fraction is at least 0 and less than 1")
    held_out = int(fraction * n)
    validation = rng.permutation(n)[:held_out]
    return rng.permutation(n)[held_out:], validation


def splits(*sizes):
    """``(n, fraction)``."""

    def cases(rng):
        for n, fraction in sizes:
            yield Case(f"n={n}, fraction={fraction}", dict(n=n, fraction=fraction, rng=seed(rng)))

    return cases


EXERCISE = Exercise(train_validation_split, reference, accepts=[shuffled_in_place], checks={
    "parts": agrees("deals every row out once, at random", on=splits((10, 0.2), (12, 0.5), (40, 0.25), (64, 0.75)),
        points=3,
        hint=("Which rows would you validate on if the file is sorted by class?",
              "One permutation, cut in two: the first part is for validation."),
        catches=[Mistake("does not shuffle", "rng.permutation(n)", "np.arange(n)"),
                 Mistake("returns the validation rows first",
                         "return order[held_out:], order[:held_out]", "return order[:held_out], order[held_out:]"),
                 Mistake("takes the last rows that are drawn for validation",
                         "order[held_out:], order[:held_out]", "order[:n - held_out], order[n - held_out:]"),
                 Mistake("draws a permutation for each part, so that rows are in both", function=drawn_twice),
                 Mistake("trains on all rows, the validation rows too", "return order[held_out:]", "return order"),
                 Mistake("sorts the rows of each part", "order[held_out:], order[:held_out]",
                         "np.sort(order[held_out:]), np.sort(order[:held_out])"),
                 Mistake("draws with replacement: some rows come twice, others never",
                         "rng.permutation(n)", "rng.integers(n, size=n)")]),
    "sizes": agrees("rounds the number of validation rows down", on=splits((9, 0.2), (7, 0.5), (11, 0.99), (5, 0.1),
        (6, 0.0), (1, 0.9)), points=2,
        hint="9 rows and a fraction of 0.2: is 1.8 one row or two? And can there be no validation row at all?",
        catches=[Mistake("rounds to the nearest whole number", "int(fraction * n)", "round(fraction * n)"),
                 Mistake("rounds up", "int(fraction * n)", "int(np.ceil(fraction * n))"),
                 Mistake("holds out one row at least", "int(fraction * n)", "max(1, int(fraction * n))")]),
    "refuses": raises("refuses a fraction that leaves nothing to train on, or below 0", points=1,
        on=splits((10, 1.0), (8, -0.1), (8, 1.5), (8, 0.0), (10, 0.6), (6, 20)),
        hint="Slices do not complain about numbers that make no sense.",
        catches=[Mistake("accepts a fraction of 1, which leaves no training rows", "fraction < 1", "fraction <= 1"),
                 Mistake("accepts a fraction below 0", "0 <= fraction < 1", "fraction < 1"),
                 Mistake("refuses a fraction of 0, too", "0 <= fraction", "0 < fraction", raises="ValueError")]),
    "chance": reproducible(on=splits((10, 0.3), (33, 0.5)), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.permutation", "np.random.permutation")]),
})
