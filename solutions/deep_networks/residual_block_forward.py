"""residual_block_forward: a layer that only has to learn what to add (He et al. 2016)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def residual_block_forward(x, w1, b1, w2, b2):
    """Return ``x + relu(x @ w1 + b1) @ w2 + b2``.

    ``x`` is ``(N, D)``, ``w1`` is ``(D, M)``, ``b1`` is ``(M,)``, ``w2`` is ``(M, D)`` and ``b2`` is ``(D,)``; the
    result is ``(N, D)``. Nothing comes after the sum: the blocks of He et al. (2016, first paper) have a ReLU there,
    this one leaves the way through all blocks free (second paper).

    >>> eye = np.eye(2)
    >>> residual_block_forward(np.array([[1.0, -2.0]]), eye, np.zeros(2), 2 * eye, np.zeros(2))
    array([[ 3., -2.]])
    """
    return x + np.maximum(x @ w1 + b1, 0) @ w2 + b2


def reference(x, w1, b1, w2, b2):
    from torch.nn import functional as F

    return x + F.linear(F.relu(F.linear(x, w1.T, b1)), w2.T, b2)


def in_steps(x, w1, b1, w2, b2):
    """Another right solution: one step after the other."""
    z = np.einsum("nd,dm->nm", x, w1) + b1[None]
    return (z * (z > 0)).dot(w2) + b2 + x


def blocks(*sizes, rows=(1, 6)):
    """Random blocks ``(D, M)``."""

    def cases(rng):
        for d, m in sizes:
            for n in rows:
                yield Case(f"N={n}, D={d}, M={m}", dict(
                    x=rng.normal(size=(n, d)), w1=rng.normal(size=(d, m)), b1=rng.normal(size=m),
                    w2=rng.normal(size=(m, d)), b2=rng.normal(size=d)))

    return cases


EXERCISE = Exercise(residual_block_forward, reference, accepts=[in_steps], checks={
    "sum": agrees("adds the input to what the two layers make of it", on=blocks((3, 5), (4, 4), (5, 2)), points=3,
        hint=("What is left of the block if all its weights are 0?",
              "One ReLU, between the two layers, and none after the sum."),
        catches=[Mistake("forgets to add the input", "x + np.maximum", "np.maximum",
                         hint="What is left of the block if all its weights are 0? It should be x."),
                 Mistake("takes a ReLU after the sum, as the first paper did",
                         "x + np.maximum(x @ w1 + b1, 0) @ w2 + b2",
                         "np.maximum(x + np.maximum(x @ w1 + b1, 0) @ w2 + b2, 0)"),
                 Mistake("leaves out the ReLU", "np.maximum(x @ w1 + b1, 0)", "(x @ w1 + b1)"),
                 Mistake("takes another ReLU after the second layer", "x + np.maximum(x @ w1 + b1, 0) @ w2 + b2",
                         "x + np.maximum(np.maximum(x @ w1 + b1, 0) @ w2 + b2, 0)"),
                 Mistake("adds what the ReLU made of the input", "x + np", "np.maximum(x, 0) + np",
                         hint="x itself is added."),
                 Mistake("forgets the biases", "np.maximum(x @ w1 + b1, 0) @ w2 + b2",
                         "np.maximum(x @ w1, 0) @ w2",
                         hint="b1 is added before the ReLU, b2 at the end.")]),
    "pure": keeps_inputs(on=blocks((3, 5), (2, 3)), points=1,
        hint="`x += ...` changes the caller's array.",
        catches=[Mistake("adds to the caller's x", "x + np.maximum(x @ w1 + b1, 0) @ w2 + b2",
                         "x.__iadd__(np.maximum(x @ w1 + b1, 0) @ w2 + b2)")]),
})
