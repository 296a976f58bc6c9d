"""maxout_units: a layer whose units learn their own activation function (Goodfellow et al. 2013, equation 1)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def maxout_units(x, w, b):
    """Return the outputs ``(N, M)`` of ``M`` maxout units: for each the largest of its ``k`` pieces.

    Piece ``i`` of all units is the dense layer ``x @ w[i] + b[i]``. ``x`` is a float array ``(N, D)``, ``w`` is
    ``(k, D, M)``, ``b`` is ``(k, M)``.

    Two inputs, two pieces and one unit: the pieces are 1 - 2 + 0 = -1 and 0 + 2 + 0.5 = 2.5.

    >>> x, b = np.array([[1.0, 2.0]]), np.array([[0.0], [0.5]])
    >>> w = np.array([[[1.0], [-1.0]], [[0.0], [1.0]]])
    >>> print(maxout_units(x, w, b))
    [[2.5]]
    """
    return np.max(x @ w + b[:, None, :], axis=0)


def reference(x, w, b):
    import torch

    return (torch.einsum("nd,kdm->nmk", x, w) + b.T).amax(dim=-1)


def piece_by_piece(x, w, b):
    """Another right solution: the larger of two, again and again."""
    largest = x @ w[0] + b[0]
    for weights, biases in zip(w[1:], b[1:]):
        largest = np.maximum(largest, x @ weights + biases)
    return largest


def as_one_layer(x, w, b):
    """Another right solution: one wide dense layer, taken apart again."""
    k, size, units = w.shape
    z = x @ np.moveaxis(w, 0, 1).reshape(size, k * units) + b.ravel()
    return z.reshape(len(x), k, units).max(axis=1)


def layers(*shapes, shift=0.0):
    """Random layers, as ``(N, k, D, M)`` asks; their biases are about ``shift``."""

    def cases(rng):
        for rows, k, size, units in shapes:
            inputs = dict(x=rng.normal(size=(rows, size)), w=rng.normal(size=(k, size, units)),
                          b=rng.normal(scale=1.5, size=(k, units)) + shift)
            yield Case(f"N={rows}, k={k}, D={size}, M={units}", inputs)

    return cases


def by_hand(rng):
    """Small whole numbers."""
    x = rng.integers(-2, 4, size=(2, 2)).astype(float)
    w, b = rng.integers(-2, 3, size=(2, 2, 3)).astype(float), rng.integers(-3, 4, size=(2, 3)).astype(float)
    w[:, 0] = [[1.0, 2.0, -1.0], [-2.0, 1.0, 1.0]]
    yield Case("whole numbers", dict(x=x, w=w, b=b))


EXERCISE = Exercise(maxout_units, reference, accepts=[piece_by_piece, as_one_layer], checks={
    "pieces": agrees("takes the largest piece of each unit", points=3,
        on=lambda rng: [*by_hand(rng), *layers((5, 2, 3, 4), (3, 4, 2, 5), (1, 3, 2, 2))(rng)],
        hint=("`x @ w` has one matrix for each piece: (k, N, M). Over which axis do the pieces of a unit lie?",
              "Add each piece's own bias before you compare."),
        catches=[Mistake("takes the largest unit, not the largest piece", "axis=0", "axis=-1"),
                 Mistake("adds the bias after it has chosen: the largest product, and the largest bias of any piece",
                         "np.max(x @ w + b[:, None, :], axis=0)", "np.max(x @ w, axis=0) + np.max(b, axis=0)"),
                 Mistake("leaves out the biases", " + b[:, None, :]", ""),
                 Mistake("adds the pieces up", "np.max(", "np.sum("),
                 Mistake("returns the number of the largest piece, not its value", "np.max(", "np.argmax("),
                 Mistake("takes the largest absolute value", "np.max(x @ w + b[:, None, :],",
                         "np.max(np.abs(x @ w + b[:, None, :]),"),
                 Mistake("takes the smallest piece", "np.max(", "np.min(")]),
    "shapes": agrees("keeps pieces, samples and units apart", points=2,
        on=layers((3, 3, 3, 3), (1, 1, 4, 2), (4, 2, 1, 1), (2, 2, 5, 3)),
        hint="b is (k, M); to meet (k, N, M), it needs an axis for the samples.",
        catches=[Mistake("lets the biases of the pieces meet the samples, which fits only as many samples as pieces",
                         "b[:, None, :]", "b")]),
    "negative": agrees("takes the largest where all pieces are negative", on=layers((4, 3, 2, 2), shift=-12.0),
        points=1, hint="Maxout has no 0 to compare with; ReLU has.",
        catches=[Mistake("compares with 0 as well, as ReLU does", "axis=0", "axis=0, initial=0.0")]),
    "pure": keeps_inputs(on=layers((4, 2, 3, 2), (2, 2, 2, 2)), points=1,
        hint="A slice is a view: `largest = b[0]; largest += ...` changes the caller's array.",
        catches=[Mistake("weighs the caller's biases in place", "return np", "b *= 1 + 1e-9; return np")]),
})
