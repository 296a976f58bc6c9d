"""minibatches: the order in which an epoch visits the samples."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible, satisfies
from autograder.exercise.cases import seed


def minibatches(n, batch_size, rng):
    """Return the mini-batches of one epoch: a list of int arrays with the row numbers of each.

    Draw ``rng.permutation(n)`` once. Its first ``batch_size`` numbers are the first batch, the next
    ``batch_size`` the second, and so on; the last batch is shorter where ``batch_size`` does not divide ``n``.
    So every number from 0 to ``n - 1`` is in one batch, once, and no batch is empty. ``n`` and ``batch_size``
    are at least 1; ``batch_size`` may be larger than ``n``.

    >>> for batch in minibatches(8, 3, np.random.default_rng(0)):
    ...     print(batch)
    [2 4 3]
    [6 5 0]
    [1 7]
    """
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def reference(n, batch_size, rng):
    """torch's own split; a tuple, since the lengths of the batches differ."""
    import torch

    return torch.from_numpy(rng.permutation(n)).split(batch_size)


def by_split(n, batch_size, rng):
    """Another right solution: an array shuffled in place, and cut where batches start."""
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, np.arange(batch_size, n, batch_size))


def growing(n, batch_size, rng):
    """Another right solution: what is left is cut off the end, batch by batch."""
    left, batches = rng.permutation(n), []
    while len(left) > 0:
        batches.append(left[:batch_size].copy())
        left = left[batch_size:]
    return tuple(batches)


def even_parts(n, batch_size, rng):
    """A mistake: parts of about one size, none of them of batch_size."""
    order = rng.permutation(n)
    return np.array_split(order, -(-n // batch_size))


def filled_up(n, batch_size, rng):
    """A mistake: the last batch starts again with the first samples."""
    order = rng.permutation(n)
    batches = -(-n // batch_size)
    return list(np.resize(order, batches * batch_size).reshape(batches, batch_size))


def batches_in_random_order(n, batch_size, rng):
    """A mistake: the batches are shuffled, what is in them is not."""
    batches = [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def epochs(*sizes):
    """Epochs of ``(n, batch_size)``."""

    def cases(rng):
        for n, batch_size in sizes:
            yield Case(f"n={n}, batch_size={batch_size}", dict(n=n, batch_size=batch_size, rng=seed(rng)))

    return cases


def whole_batches(rng):
    """Sizes that divide, with few enough batches to tell orders apart."""
    yield from epochs((12, 4), (9, 3), (20, 1), (64, 32))(rng)


EXERCISE = Exercise(minibatches, reference, accepts=[by_split, growing], checks={
    "once": satisfies("has every index once, in batches of the right sizes", points=3, holds="has_every_index_once",
        on=epochs((10, 3), (12, 4), (7, 7), (5, 8), (1, 1), (50, 16)),
        hint=("An epoch is one pass over the samples: how many batches are that, and how long is the last?",
              "range(0, n, batch_size) starts every batch, the short one at the end too."),
        catches=[Mistake("drops the last, short batch", "range(0, n, batch_size)",
                         "range(0, n - batch_size + 1, batch_size)"),
                 Mistake("ends with an empty batch where batch_size divides n", "range(0, n, batch_size)",
                         "range(0, n + 1, batch_size)"),
                 Mistake("draws with replacement: some samples come twice, others never",
                         "rng.permutation(n)", "rng.integers(n, size=n)"),
                 Mistake("cuts the samples into even parts instead of full batches and a rest", function=even_parts),
                 Mistake("fills the last batch up with samples that have had their turn", function=filled_up),
                 Mistake("takes batch_size for the number of batches",
                         "[order[start : start + batch_size] for start in range(0, n, batch_size)]",
                         "np.array_split(order, batch_size)")]),
    "order": agrees("visits the samples in the order that it draws", on=whole_batches, points=2,
        hint="One permutation of all samples for the epoch, cut into batches afterwards.",
        catches=[Mistake("does not shuffle", "rng.permutation(n)", "np.arange(n)"),
                 Mistake("draws the order by rng.choice, not by rng.permutation", "rng.permutation(n)",
                         "rng.choice(n, n, replace=False)"),
                 Mistake("shuffles the batches, but not the samples", function=batches_in_random_order),
                 Mistake("sorts the samples of each batch", "order[start : start + batch_size] for",
                         "np.sort(order[start : start + batch_size]) for"),
                 Mistake("deals the samples out like cards, one to each batch in turn",
                         "order[start : start + batch_size] for start in range(0, n, batch_size)",
                         "order[start :: -(-n // batch_size)] for start in range(-(-n // batch_size))")]),
    "chance": reproducible(on=epochs((10, 3), (33, 8)), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.permutation", "np.random.permutation")]),
})
