"""max_norm: no unit may shout (Srivastava et al. 2014)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def max_norm(w, limit):
    """Return the weights ``w``, ``(D, M)``, with every column that is longer than ``limit`` scaled to that length.

    A column holds the incoming weights of one unit; its length is the root of the sum of its squares. Columns that are
    not longer stay as they are, columns of zeros, too. ``limit`` is positive.

    >>> print(max_norm(np.array([[3.0, 0.3], [4.0, 0.4]]), 2.0))
    [[1.2 0.3]
     [1.6 0.4]]
    """
    return w / np.maximum(1, np.linalg.norm(w, axis=0) / limit)


def reference(w, limit):
    """Like torch.renorm(w, 2, 1, limit), which adds 1e-7 to the length."""
    import torch

    length = torch.linalg.vector_norm(w, dim=0)
    return torch.where(length > limit, w * (limit / length), w)


def column_by_column(w, limit):
    """Another right solution: a loop over the units."""
    out = w.copy()
    for unit in range(w.shape[1]):
        length = np.sqrt((w[:, unit] ** 2).sum())
        if length > limit:
            out[:, unit] *= limit / length
    return out


def layers(*shapes, limit=1.5, zeros=False):
    """Random weights, some columns long and others short; with ``zeros`` the first one is 0."""

    def cases(rng):
        for d, m in shapes:
            length = limit * rng.permutation(np.resize([0.3, 3.0], m)) * rng.uniform(0.6, 1.4, size=m)
            direction = rng.normal(size=(d, m))
            w = direction / np.linalg.norm(direction, axis=0) * length * (np.arange(m) > 0 if zeros else 1)
            yield Case(f"{d} x {m}, limit {limit}{', a column of zeros' if zeros else ''}", dict(w=w, limit=limit))

    return cases


EXERCISE = Exercise(max_norm, reference, accepts=[column_by_column], checks={
    "columns": agrees("shortens the long columns", points=3,
        on=several(layers((3, 4), (4, 4), (5, 2), (2, 6)), layers((4, 5), limit=0.3), layers((6, 3), limit=5.0)),
        hint=("Which weights come into one unit?",
              "Divide by how many times too long a column is, and by 1 where it is not."),
        catches=[Mistake("measures the rows", "np.linalg.norm(w, axis=0)", "np.linalg.norm(w, axis=1, keepdims=True)"),
                 Mistake("lengthens the short columns as well",
                         "np.maximum(1, np.linalg.norm(w, axis=0) / limit)", "(np.linalg.norm(w, axis=0) / limit)"),
                 Mistake("measures the whole layer", "np.linalg.norm(w, axis=0)", "np.linalg.norm(w)"),
                 Mistake("scales to the length 1", "/ np.maximum(1, np.linalg.norm(w, axis=0) / limit)",
                         "/ np.where((n := np.linalg.norm(w, axis=0)) > limit, n, 1)"),
                 Mistake("clips each weight by itself", "w / np.maximum(1, np.linalg.norm(w, axis=0) / limit)",
                         "np.clip(w, -limit, limit)"),
                 Mistake("compares the sum of squares with the limit", "np.linalg.norm(w, axis=0)",
                         "(w**2).sum(axis=0)")]),
    "zeros": agrees("leaves columns of zeros alone", on=layers((3, 4), (2, 3), zeros=True), points=1,
        hint="0 over 0 is no number.",
        catches=[Mistake("divides by the length of a column, which may be 0",
                         "w / np.maximum(1, np.linalg.norm(w, axis=0) / limit)",
                         "w * np.minimum(1, np.where((n := np.linalg.norm(w, axis=0)) > 0, limit / n, "
                         "np.nan))")]),
    "pure": keeps_inputs(on=layers((4, 3)), points=1,
        hint="`w /= ...` changes the caller's weights.",
        catches=[Mistake("shortens the caller's columns", "w / np.maximum(1, np.linalg.norm(w, axis=0) / limit)",
                         "w.__itruediv__(np.maximum(1, np.linalg.norm(w, axis=0) / limit))")]),
})
