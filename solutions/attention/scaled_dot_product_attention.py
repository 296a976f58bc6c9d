"""scaled_dot_product_attention: a weighted mean of values, weighted by how well keys answer queries."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import attention_inputs, several


def scaled_dot_product_attention(q, k, v, mask=None):
    """Return what ``T`` queries read from ``S`` pairs of a key and a value, a float array ``(..., T, M)``.

    ``q`` is ``(..., T, D)``, ``k`` is ``(..., S, D)`` and ``v`` is ``(..., S, M)``, with the same leading axes, of
    which there may be none. The score of a query and a key is their dot product divided by ``sqrt(D)``. The softmax
    over the keys turns the ``S`` scores of a query into weights, and the query's result is the sum of the values with
    these weights.

    ``mask`` is None or a bool array that broadcasts to the scores' shape ``(..., T, S)``: a key is seen where it is
    True. Where it is False the score counts as ``-inf``, before the softmax, so that the weights of what is seen still
    sum to 1. Every query sees a key at least. Scores may be as large as 1e5, and everything stays finite.

    >>> q = k = np.eye(2)
    >>> v = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> print(scaled_dot_product_attention(q, k, v).round(4))
    [[1.6605 2.6605]
     [2.3395 3.3395]]
    >>> print(scaled_dot_product_attention(q, k, v, np.array([[True, False], [True, True]])).round(4))
    [[1.     2.    ]
     [2.3395 3.3395]]
    """
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return softmax(scores) @ v


def reference(q, k, v, mask=None):
    import torch

    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def by_einsum(q, k, v, mask=None):
    """Another right solution: a softmax of its own, in which what is hidden gets no weight."""
    scores = np.einsum("...td,...sd->...ts", q, k) * q.shape[-1] ** -0.5
    seen = np.ones(scores.shape, dtype=bool) if mask is None else np.broadcast_to(mask, scores.shape)
    largest = np.where(seen, scores, -1e300).max(axis=-1, keepdims=True)
    e = np.exp(scores - largest, where=seen, out=np.zeros(scores.shape))
    return np.einsum("...ts,...sm->...tm", e, v) / e.sum(axis=-1)[..., None]


def with_a_large_number(q, k, v, mask=None):
    """Another right solution: a number so low that its exp is 0 stands for -inf."""
    hidden = 0.0 if mask is None else np.where(mask, 0.0, -1e30)
    return softmax((q / np.sqrt(q.shape[-1])) @ k.swapaxes(-2, -1) + hidden) @ v


USUAL = attention_inputs(((), 4, 5, 3, 2), ((), 4, 4, 4, 4), ((), 1, 6, 2, 3))

EXERCISE = Exercise(
    scaled_dot_product_attention, reference, accepts=[by_einsum, with_a_large_number], checks={
    "weights": agrees("weighs the values by the softmax of the scores", on=USUAL, points=4,
        hint=("Write the shapes down: (T, D), (S, D) and (S, M) become (T, S), then (T, M).",
              "q @ k.T, divided by sqrt(D), softmax over the keys, which are the last axis, then @ v."),
        catches=[Mistake("does not divide the scores by the root of D", " / np.sqrt(q.shape[-1])", ""),
                 Mistake("divides the scores by D, not by its root", "np.sqrt(q.shape[-1])", "q.shape[-1]"),
                 Mistake("takes the number of queries for D", "np.sqrt(q.shape[-1])", "np.sqrt(q.shape[-2])"),
                 Mistake("takes the softmax over the queries, not over the keys", "softmax(scores) @ v",
                         "np.swapaxes(softmax(np.swapaxes(scores, -1, -2)), -1, -2) @ v"),
                 Mistake("returns the scores' sum of the values, without softmax", "softmax(scores) @ v",
                         "scores @ v"),
                 Mistake("divides the weights by the root of D instead of the scores",
                         " / np.sqrt(q.shape[-1])\n    if mask is not None:\n"
                         "        scores = np.where(mask, scores, -np.inf)\n    return softmax(scores) @ v",
                         "\n    if mask is not None:\n        scores = np.where(mask, scores, -np.inf)\n"
                         "    return softmax(scores) / np.sqrt(q.shape[-1]) @ v")]),
    "mask": agrees("hides what the mask hides", points=3,
        on=several(attention_inputs(((), 4, 5, 3, 2), ((), 4, 4, 3, 3), ((), 2, 3, 2, 1), masked="random"),
                   attention_inputs(((), 5, 5, 4, 2), masked="causal")),
        hint=("The weights of the keys that are seen sum to 1.",
              "exp(-inf) is 0: put -inf where the mask is False, before the softmax."),
        catches=[Mistake("ignores the mask", "np.where(mask, scores, -np.inf)", "scores"),
                 Mistake("hides after the softmax, so that the weights no longer sum to 1",
                         "        scores = np.where(mask, scores, -np.inf)\n",
                         "        return (softmax(scores) * mask) @ v\n"),
                 Mistake("hides where the mask is True", "np.where(mask, scores, -np.inf)",
                         "np.where(mask, -1e30, scores)"),
                 Mistake("hides where the mask is True, and leaves some queries nothing to see",
                         "np.where(mask, scores, -np.inf)", "np.where(mask, -np.inf, scores)"),
                 Mistake("adds a large negative number where the mask is True, which hides what may be seen",
                         "np.where(mask, scores, -np.inf)", "scores + mask * -1e9"),
                 Mistake("sets the scores of hidden keys to 0, which still gives them weight",
                         "np.where(mask, scores, -np.inf)", "np.where(mask, scores, 0)"),
                 Mistake("adds the mask to the scores", "np.where(mask, scores, -np.inf)", "scores + mask")]),
    "axes": agrees("works on batches and heads", points=2,
        on=several(attention_inputs(((2, 3), 4, 5, 3, 2), ((3,), 4, 4, 4, 4), ((2,), 2, 3, 2, 1)),
                   attention_inputs(((2, 3), 4, 4, 3, 2), masked="causal"),
                   attention_inputs(((3, 2), 4, 5, 3, 3), masked="padding")),
        hint="`.T` turns all axes around; np.swapaxes(k, -1, -2) only the last two.",
        catches=[Mistake("turns all axes of k around, not the last two", "np.swapaxes(k, -1, -2)", "k.T",
                         raises="ValueError"),
                 Mistake("takes one softmax over all heads and samples", "softmax(scores) @ v",
                         "softmax(scores.reshape(-1)).reshape(scores.shape) @ v",
                         hint="Each query has a softmax of its own, over its keys."),
                 Mistake("lets every sample read the first one's values", "softmax(scores) @ v",
                         "softmax(scores) @ (v[:1] if v.ndim > 2 else v)",
                         hint="Each sample has values of its own: @ goes through them one by one.")]),
    "stable": agrees("stays finite where scores are large", points=1,
        on=several(attention_inputs(((), 6, 7, 4, 3), ((), 5, 5, 3, 3), ((), 3, 3, 2, 2), scale=150.0),
                   attention_inputs(((), 6, 7, 4, 3), scale=150.0, masked="random")),
        hint="The softmax that you start from takes the largest score off each row.",
        catches=[Mistake("exponentiates the scores as they are", "softmax(scores) @ v",
                         "np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True) @ v"),
                 Mistake("hides by a number that large scores outweigh", "np.where(mask, scores, -np.inf)",
                         "scores + np.where(mask, 0, -1e4)",
                         hint="Scores may be as large as 1e5: -inf hides whatever the score is."),
                 Mistake("takes the largest of all scores off, and not that of each row", "softmax(scores) @ v",
                         "(e := np.exp(scores - scores.max())) / e.sum(axis=-1, keepdims=True) @ v")]),
    "pure": keeps_inputs(points=1,
        on=several(attention_inputs(((2,), 4, 5, 3, 2), ((2,), 2, 3, 2, 1)),
                   attention_inputs(((2,), 4, 4, 3, 2), masked="causal")),
        hint="`q /= np.sqrt(d)` changes the caller's array.",
        catches=[Mistake("scales the caller's q", "    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])",
                         "    q /= np.sqrt(q.shape[-1])\n    scores = q @ np.swapaxes(k, -1, -2)")]),
})
