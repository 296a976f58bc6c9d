"""scaled_dot_product_attention_backward: back through a weighted mean and its weights."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import attention_inputs, several


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    """Return ``(dq, dk, dv)``: the gradients of a loss with respect to q, k and v.

    `scaled_dot_product_attention` returned ``softmax(q @ k^T / sqrt(D)) @ v``, the softmax over the keys, with scores
    of ``-inf`` where ``mask`` is False. ``dout``, ``(..., T, M)``, is the gradient of the loss with respect to that.
    ``q`` is ``(..., T, D)``, ``k`` is ``(..., S, D)``, ``v`` is ``(..., S, M)``, and each gradient has the shape of
    what it belongs to. ``mask`` is None or a bool array that broadcasts to ``(..., T, S)``, and every query sees a key
    at least. Leading axes are batches: nothing is summed over them.

    >>> q = k = np.eye(2)
    >>> v, dout = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 0.0]])
    >>> dq, dk, dv = scaled_dot_product_attention_backward(dout, q, k, v)
    >>> print(dq.round(4).tolist(), dk.round(4).tolist())
    [[-0.3128, 0.3128], [0.0, 0.0]] [[-0.3128, 0.0], [0.3128, 0.0]]
    >>> print(dv.round(4).tolist())
    [[0.6698, 0.0], [0.3302, 0.0]]
    """
    root = np.sqrt(q.shape[-1])
    scores = q @ np.swapaxes(k, -1, -2) / root
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    p = softmax(scores)
    dp = dout @ np.swapaxes(v, -1, -2)
    dscores = p * (dp - (p * dp).sum(axis=-1, keepdims=True))
    dq, dk = dscores @ k / root, np.swapaxes(dscores, -1, -2) @ q / root
    return dq, dk, np.swapaxes(p, -1, -2) @ dout


def by_jacobians(dout, q, k, v, mask=None):
    """Another right solution: the Jacobian of each query's softmax."""
    scores = np.einsum("...td,...sd->...ts", q, k) / np.sqrt(q.shape[-1])
    p = softmax(scores if mask is None else np.where(mask, scores, -1e30))
    jacobian = p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]
    dscores = np.einsum("...tsr,...rm,...tm->...ts", jacobian, v, dout) / np.sqrt(q.shape[-1])
    return (np.einsum("...ts,...sd->...td", dscores, k), np.einsum("...ts,...td->...sd", dscores, q),
            np.einsum("...ts,...tm->...sm", p, dout))


def by_the_output(dout, q, k, v, mask=None):
    """Another right solution: the sum over the keys is the product of dout and the output (FlashAttention)."""
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    p = softmax(scores if mask is None else np.where(mask, scores, -np.inf))
    delta = (dout * (p @ v)).sum(axis=-1, keepdims=True)
    ds = p * (dout @ v.swapaxes(-1, -2) - delta) / np.sqrt(q.shape[-1])
    return ds @ k, ds.swapaxes(-1, -2) @ q, p.swapaxes(-1, -2) @ dout


USUAL = attention_inputs(((), 4, 5, 3, 2), ((), 4, 4, 4, 4), ((), 1, 6, 2, 3), upstream=True)
MASKED = several(attention_inputs(((), 4, 5, 3, 2), ((), 4, 4, 3, 3), ((), 2, 3, 2, 1), masked="random", upstream=True),
                 attention_inputs(((2,), 5, 5, 4, 2), masked="causal", upstream=True))

EXERCISE = Exercise(
    scaled_dot_product_attention_backward, vjp("scaled_dot_product_attention", wrt=("q", "k", "v")),
    accepts=[by_jacobians, by_the_output], checks={
    "values": agrees("gives the gradient of the values", on=USUAL, points=2, item=2,
        hint="The output is linear in v: out = p @ v. What is the gradient of the second factor of a product?",
        catches=[Mistake("does not transpose the weights on the way back to v, which fits square ones only",
                         "np.swapaxes(p, -1, -2) @ dout", "p[..., :v.shape[-2], :dout.shape[-2]] @ dout"
                         " if p.shape[-1] == p.shape[-2] else np.swapaxes(p, -1, -2) @ dout"),
                 Mistake("takes the scores for the weights on the way back to v", "np.swapaxes(p, -1, -2) @ dout",
                         "np.swapaxes(scores, -1, -2) @ dout"),
                 Mistake("averages dv over the queries", "np.swapaxes(p, -1, -2) @ dout",
                         "np.swapaxes(p, -1, -2) @ dout / len(p)",
                         hint="A value that several queries read gets the sum.")]),
    "queries": agrees("gives the gradient of the queries", on=USUAL, points=3, item=0,
        hint=("Go back step by step: from dout to the weights, through the softmax to the scores, to q.",
              "With dp = dout @ v^T the scores get p * (dp - sum(p * dp)), the sum over the keys."),
        catches=[Mistake("takes the diagonal p (1 - p) for the whole Jacobian of the softmax",
                         "p * (dp - (p * dp).sum(axis=-1, keepdims=True))", "p * (1 - p) * dp"),
                 Mistake("forgets the softmax on the way back", "p * (dp - (p * dp).sum(axis=-1, keepdims=True))",
                         "dp"),
                 Mistake("sums over the queries in the softmax's gradient", "(p * dp).sum(axis=-1, keepdims=True)",
                         "(p * dp).sum(axis=-2, keepdims=True)"),
                 Mistake("subtracts the mean of dp, without the weights", "(p * dp).sum(axis=-1, keepdims=True)",
                         "dp.mean(axis=-1, keepdims=True)"),
                 Mistake("forgets the root of D in dq", "dscores @ k / root", "dscores @ k",
                         hint="The scores are q @ k^T over the root of D: what comes back to q is divided by it, "
                              "too."),
                 Mistake("multiplies dscores by q for dq", "dscores @ k / root",
                         "(dscores @ q if dscores.shape[-1] == q.shape[-2] else 0 * q) / root",
                         hint="What was q multiplied by, on the way to the scores?")]),
    "keys": agrees("gives the gradient of the keys", on=USUAL, points=2, item=1,
        hint="dk is to dq as the second factor of q @ k^T is to the first.",
        catches=[Mistake("does not transpose the scores' gradient for dk, which fits square ones only",
                         "np.swapaxes(dscores, -1, -2) @ q", "(dscores if dscores.shape[-1] == dscores.shape[-2] "
                         "else np.swapaxes(dscores, -1, -2)) @ q"),
                 Mistake("forgets the root of D in dk", "@ q / root", "@ q",
                         hint="The scores are q @ k^T over the root of D: what comes back to k is divided by it, "
                              "too."),
                 Mistake("returns dq in the place of dk, and dk in that of dq", "return dq, dk,",
                         "return dk, dq,",
                         hint="The order is that of the arguments.")]),
    "mask": gradients("sends nothing back to what is hidden", on=MASKED, points=2,
        hint="A hidden key has the weight 0, so that p * (...) is 0 there. Which weights do you multiply by?",
        catches=[Mistake("ignores the mask on the way back", "np.where(mask, scores, -np.inf)", "scores"),
                 Mistake("hides where the mask is True on the way back", "np.where(mask, scores, -np.inf)",
                         "np.where(mask, -1e30, scores)",
                         hint="True is what is seen."),
                 Mistake("hides after the softmax on the way back", "    p = softmax(scores)",
                         "    p = softmax(q @ np.swapaxes(k, -1, -2) / root) * (1 if mask is None else mask)")]),
    "axes": gradients("works on batches and heads", points=1, on=several(
            attention_inputs(((2, 3), 4, 5, 3, 2), ((3,), 4, 4, 4, 4), ((2,), 2, 3, 2, 1), upstream=True),
            attention_inputs(((3, 2), 4, 5, 3, 3), masked="padding", upstream=True)),
        hint="Batches and heads do not know of each other: @ and np.swapaxes(..., -1, -2) leave them alone.",
        catches=[Mistake("sums dv over the batch", "np.swapaxes(p, -1, -2) @ dout",
                         "(np.swapaxes(p, -1, -2) @ dout if p.ndim == 2 else "
                         "0 * v + (np.swapaxes(p, -1, -2) @ dout).sum(axis=0))")]),
    "pure": keeps_inputs(on=attention_inputs(((2,), 4, 5, 3, 2), ((2,), 2, 3, 2, 1), upstream=True), points=1,
        hint="`dout /= ...` and `q *= ...` change the caller's arrays.",
        catches=[Mistake("scales the caller's q on the way back", "    scores = q @ np.swapaxes(k, -1, -2) / root",
                         "    q /= root; scores = q @ np.swapaxes(k, -1, -2); q = q * root")]),
})
