"""swiglu: a layer of which one half opens and closes gates for the other (Shazeer 2020)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def swiglu(x, w1, w3, w2):
    """Return ``(swish(x @ w1) * (x @ w3)) @ w2``, the feed-forward layer of many language models.

    ``x`` is a float array ``(..., D)`` with one axis at least, ``w1`` and ``w3`` are ``(D, F)``, ``w2`` is ``(F, M)``,
    and the result is ``(..., M)``. The ``*`` is element by element. ``swish(z) = z * sigmoid(z)`` stands ready in the
    stub. There are no biases. Mind the order of the arguments: the weights are called as in the models that use them.

    >>> w3 = np.array([[1.0, 1.0], [1.0, -1.0]])
    >>> print(swiglu(np.array([[1.0, 2.0]]), np.eye(2), w3, np.ones((2, 1))).round(4))
    [[0.4316]]
    """
    return (swish(x @ w1) * (x @ w3)) @ w2


def reference(x, w1, w3, w2):
    from torch.nn import functional as F

    return F.linear(F.silu(F.linear(x, w1.T)) * F.linear(x, w3.T), w2.T)


def both_at_once(x, w1, w3, w2):
    """Another right solution: one product for both halves."""
    gate, signal = np.split(x @ np.concatenate([w1, w3], axis=1), 2, axis=-1)
    return np.einsum("...f,fm->...m", signal * gate / (1 + np.exp(-gate)), w2)


def layers(*shapes):
    """Random layers for each ``(*leading axes, D, F, M)``."""

    def cases(rng):
        for *leading, d, f, m in shapes:
            x, (w1, w3) = rng.normal(size=(*leading, d)), rng.normal(scale=1.5 / np.sqrt(d), size=(2, d, f))
            yield Case(f"{tuple(leading)}, D={d}, F={f}, M={m}", dict(x=x, w1=w1, w3=w3, w2=rng.normal(size=(f, m))))

    return cases


EXERCISE = Exercise(swiglu, reference, accepts=[both_at_once], checks={
    "gate": agrees("multiplies one half by the swish of the other", points=3,
        on=layers((4, 3, 5, 2), (1, 2, 4, 3), (4, 4, 4, 4)),
        hint="Two products with x, one of them through swish; multiply them, then w2.",
        catches=[Mistake("applies swish to x @ w3 instead of x @ w1", "swish(x @ w1) * (x @ w3)",
                         "(x @ w1) * swish(x @ w3)",
                         hint="Swish makes the gates, of x @ w1; x @ w3 is what passes through them."),
                 Mistake("applies swish to the product of both halves", "swish(x @ w1) * (x @ w3)",
                         "swish((x @ w1) * (x @ w3))",
                         hint="Swish makes the gates, of x @ w1; x @ w3 is what passes through them."),
                 Mistake("gates with the sigmoid, not with swish", "swish(x @ w1)", "1 / (1 + np.exp(-(x @ w1)))",
                         hint="swish(z) is z * sigmoid(z)."),
                 Mistake("adds the halves instead of multiplying them", "swish(x @ w1) * (x @ w3)",
                         "swish(x @ w1) + (x @ w3)"),
                 Mistake("leaves the gates out", "swish(x @ w1) * (x @ w3)", "swish(x @ w1)"),
                 Mistake("leaves swish out", "swish(x @ w1) * (x @ w3)", "(x @ w1) * (x @ w3)"),
                 Mistake("uses the same weights for both halves", "(x @ w3)", "(x @ w1)",
                         hint="Swish makes the gates, of x @ w1; x @ w3 is what passes through them."),
                 Mistake("applies swish to the output", "(swish(x @ w1) * (x @ w3)) @ w2",
                         "swish((x @ w1) * (x @ w3) @ w2)",
                         hint="Nothing comes after w2."),
                 Mistake("opens the gates with ReLU instead of swish", "swish(x @ w1)", "np.maximum(x @ w1, 0)")]),
    "axes": agrees("takes any number of axes",
        on=several(layers((3, 5, 2), (2, 3, 2)), layers((2, 3, 4, 5, 3), (3, 3, 3, 3, 3))),
        points=1,
        hint="@ multiplies the last axis, whatever there is before it.",
        catches=[Mistake("joins all leading axes into one", "return (swish(x @ w1) * (x @ w3)) @ w2",
                         "return ((swish(x @ w1) * (x @ w3)) @ w2).reshape(-1, w2.shape[1])")]),
    "pure": keeps_inputs(on=layers((4, 3, 3, 2)), points=1,
        hint="`x *= ...` changes the caller's array.",
        catches=[Mistake("writes x @ w1 into the caller's x", "    return (swish(x @ w1) * (x @ w3)) @ w2",
                         "    signal = x @ w3; x[...] = x @ w1; return (swish(x) * signal) @ w2")]),
})
