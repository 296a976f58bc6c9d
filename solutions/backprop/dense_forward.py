"""dense_forward: a fully connected layer."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def dense_forward(x, w, b):
    """Return the output ``z = x @ w + b`` of a fully connected layer for a batch.

    ``x`` is ``(N, D)``, one sample a row; ``w`` is ``(D, M)``, one unit a column; ``b`` is ``(M,)``. The result is
    ``(N, M)``. There is no activation.

    >>> x, w = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 1.0]])
    >>> print(dense_forward(x, w, np.array([0.0, 0.5, 10.0])))
    [[ 1.   2.5 11. ]
     [ 3.   4.5 11. ]]
    """
    return x @ w + b


def reference(x, w, b):
    import torch

    return torch.nn.functional.linear(x, w.T, b)


def with_loops(x, w, b):
    """Another right solution: sums written out."""
    out = np.zeros((x.shape[0], w.shape[1]))
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            out[n, m] = b[m] + sum(x[n, d] * w[d, m] for d in range(x.shape[1]))
    return out


def bias_as_weight(x, w, b):
    """Another right solution: the bias as the weight of an input that is always 1."""
    return np.einsum("nd,dm->nm", np.column_stack([x, np.ones(len(x))]), np.vstack([w, b]))


def layers(*sizes, bias=1.0, dtype="float64"):
    """Random layers, (N, D, M) each; without a ``bias`` only the products count."""

    def cases(rng):
        for n, d, m in sizes:
            x, w, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), bias * rng.normal(size=m)
            x, w, b = x.astype(dtype), w.astype(dtype), b.astype(dtype)
            name = f"{n} x {d} to {m}{'' if bias else ', b = 0'}{', float32' if dtype == 'float32' else ''}"
            yield Case(name, dict(x=x, w=w, b=b))

    return cases


EXERCISE = Exercise(dense_forward, reference, accepts=[with_loops, bias_as_weight], checks={
    "product": agrees("multiplies inputs by weights", points=2,
        on=several(layers((1, 3, 2), (4, 4, 4), (5, 2, 3), (1, 1, 1), bias=0.0),
                   layers((6, 4, 3), bias=0.0, dtype="float32")),
        hint="Each unit is one column of w: which axes of x and w belong together?",
        catches=[Mistake("uses the transpose of w, which fits square layers only", "x @ w", "x @ w.T"),
                 Mistake("multiplies element by element, which fits square layers only", "x @ w", "x * w"),
                 Mistake("averages over the inputs instead of summing", "x @ w", "x @ w / len(w)"),
                 Mistake("applies an activation too", "return x @ w + b", "return np.tanh(x @ w + b)")]),
    "bias": agrees("adds each unit's own bias", on=layers((1, 3, 2), (4, 4, 4), (5, 2, 3), (3, 5, 1), (16, 4, 7)),
        points=1,
        hint="Each column of the result gets its own element of b.",
        catches=[Mistake("forgets the bias", "x @ w + b", "x @ w"),
                 Mistake("adds the bias once for each input, inside the loop over them", "+ b", "+ x.shape[1] * b"),
                 Mistake("adds b down the rows, which fits when N is M", "+ b", "+ b[:, None]"),
                 Mistake("adds the sum of all biases to every unit", "+ b", "+ b.sum()"),
                 Mistake("subtracts the bias", "+ b", "- b")]),
    "pure": keeps_inputs(on=layers((4, 4, 4), (5, 2, 3)), points=1,
        hint="`x *= ...` changes the caller's array.",
        catches=[Mistake("rescales the caller's input in place", "return x @ w + b", "x *= 2; return x @ w / 2 + b")]),
})
