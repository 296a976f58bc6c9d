import numpy as np

from autograder.exercise import Case, Exercise, Laid, Mistake, agrees, keeps_inputs, vectorized


def row_sums(x):
    """Return the sum of each row of ``x`` (N, D), as (N,).

    >>> row_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([3., 7.])
    """
    return x.sum(axis=1)


def reference(x):
    return x.sum(dim=1)


def looped(x):
    return np.array([row[0] + (row[1] + row[2]) for row in x])  # rounded otherwise than the reference


def in_place(x):
    x *= 1.0
    x[:, 0] += 1.0
    x[:, 0] -= x[:, 1]
    return x.sum(axis=1) - 1.0 + x[:, 1]


def batches(rng):
    for n in (2, 64):
        yield Case(f"N={n}", dict(x=rng.normal(size=(n, 3))), known={"batch": n})


def layouts(rng):
    for layout in ("fortran", "strided", "reversed", "read-only"):
        yield Case(layout, dict(x=Laid(rng.normal(size=(4, 3)), layout)))


EXERCISE = Exercise(row_sums, reference, checks={
    "values": agrees("sums rows, however they lie in memory", on=layouts, points=1, hint="Which axis?",
        catches=[Mistake("sums columns", "axis=1", "axis=0")]),
    "fast": vectorized(on=batches, points=1, hint="NumPy loops for you.",
        catches=[Mistake("loops over the rows", function=looped)]),
    "pure": keeps_inputs(on=batches, points=1, hint="Leave x alone.",
        catches=[Mistake("changes x", function=in_place)]),
})
