"""causal_mask: who may see whom when a sequence is read from left to right."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def causal_mask(t):
    """Return a bool array ``(t, t)``: True where the position of the row may see the position of the column.

    A position sees itself and all earlier ones, and none that comes later. ``t`` is a whole number of at least 1.
    (Libraries differ: torch's ``nn.MultiheadAttention`` marks with True what is hidden. Here True is what is seen.)

    >>> print(causal_mask(3))
    [[ True False False]
     [ True  True False]
     [ True  True  True]]
    """
    return np.tril(np.ones((t, t), dtype=bool))


def reference(t):
    import torch

    return torch.ones(t, t, dtype=torch.bool).tril()


def by_comparing(t):
    """Another right solution: compares the numbers of the positions."""
    return np.arange(t)[:, None] >= np.arange(t)


def row_by_row(t):
    """Another right solution: row by row."""
    return np.array([[True] * (row + 1) + [False] * (t - row - 1) for row in range(t)])


def lengths(rng):
    """A single position, and several."""
    for t in (1, *rng.choice(np.arange(2, 30), size=4, replace=False)):
        yield Case(f"t={t}", dict(t=int(t)))


EXERCISE = Exercise(causal_mask, reference, accepts=[by_comparing, row_by_row], checks={
    "seen": agrees("lets each position see itself and what came before", on=lengths, points=3,
        hint=("Which row of the mask belongs to the first word, and what may that see?",
              "np.tril keeps what lies on the diagonal and below it."),
        catches=[Mistake("hides each position from itself", "dtype=bool)", "dtype=bool), -1"),
                 Mistake("shows what comes later and hides what came before", "np.tril(", "np.triu("),
                 Mistake("marks with True what is hidden, as torch does", "np.tril(", "~np.tril("),
                 Mistake("returns what is to be added to scores, 0 and a large negative number, not what may be seen",
                         "np.tril(np.ones((t, t), dtype=bool))", "np.triu(np.full((t, t), -1e9), 1)",
                         hint="A mask says what may be seen: True or False, and no number."),
                 Mistake("shows one position too many", "dtype=bool)", "dtype=bool), 1"),
                 Mistake("shows everything", "np.tril(np.ones((t, t), dtype=bool))", "np.ones((t, t), dtype=bool)"),
                 Mistake("shows nothing but the position itself and the one before",
                         "np.tril(np.ones((t, t), dtype=bool))",
                         "np.tril(np.triu(np.ones((t, t), dtype=bool), -1))"),
                 Mistake("lets each position see only itself", "np.tril(np.ones((t, t), dtype=bool))",
                         "np.eye(t, dtype=bool)")]),
})
