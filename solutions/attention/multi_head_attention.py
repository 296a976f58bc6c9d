"""multi_head_attention: a sequence attends to itself, with several heads beside each other."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    """Return what the positions of ``x`` read from each other with ``h`` heads, a float array ``(N, T, D)``.

    ``x`` is ``(N, T, D)``; ``wq``, ``wk``, ``wv`` and ``wo`` are ``(D, D)``, and there are no biases. The queries are
    ``x @ wq``, the keys ``x @ wk`` and the values ``x @ wv``. Each is split into ``h`` heads as `split_heads` does,
    ``h`` divides ``D``. Each head attends by itself as `scaled_dot_product_attention` does, so scores are divided by
    the root of a head's width ``D / h``. The heads are joined as `merge_heads` does, and then multiplied by ``wo``.

    ``mask`` is None or a bool array ``(T, T)``, the same for all samples and heads: the position of the row sees that
    of the column where it is True. Every position sees one at least.

    >>> x = np.array([[[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]])
    >>> w = np.eye(4)
    >>> print(multi_head_attention(x, w, w, w, w, 2, np.array([[True, False], [True, True]])).round(4))
    [[[1.     0.     0.     1.    ]
      [0.3302 0.6698 0.6698 0.3302]]]
    """
    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))
    return merge_heads(scaled_dot_product_attention(q, k, v, mask)) @ wo


def reference(x, wq, wk, wv, wo, h, mask=None):
    """What torch.nn.MultiheadAttention calls: its weights are stacked and transposed, and True hides."""
    import torch

    x, hidden = x.transpose(0, 1), None if mask is None else ~mask
    stacked = torch.cat([wq.T, wk.T, wv.T])
    out, _ = torch.nn.functional.multi_head_attention_forward(
        x, x, x, x.shape[2], h, stacked, None, None, None, False, 0.0, wo.T, None, need_weights=False, attn_mask=hidden)
    return out.transpose(0, 1)


def head_by_head(x, wq, wk, wv, wo, h, mask=None):
    """Another right solution: each head has its own columns of the weights, and its own rows of wo."""
    width, out = x.shape[2] // h, np.zeros(x.shape)
    for i in range(h):
        part = slice(i * width, (i + 1) * width)
        q, k, v = x @ wq[:, part], x @ wk[:, part], x @ wv[:, part]
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(width)
        scores = scores if mask is None else np.where(mask, scores, -np.inf)
        out += softmax(scores) @ v @ wo[part]
    return out


def by_the_whole_width(x, wq, wk, wv, wo, h, mask=None):
    """A mistake: the root of D, not of D / h."""
    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))
    return merge_heads(scaled_dot_product_attention(q / np.sqrt(h), k, v, mask)) @ wo


def wo_in_each_head(x, wq, wk, wv, wo, h, mask=None):
    """A mistake: each head is multiplied by its own block of wo before the heads are joined."""
    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))
    d = x.shape[2] // h
    blocks = np.stack([wo[i * d:(i + 1) * d, i * d:(i + 1) * d] for i in range(h)])
    return merge_heads(scaled_dot_product_attention(q, k, v, mask) @ blocks)


def sequences(*shapes, masked=False):
    """Random sequences and weights for each ``(N, T, D, h)``."""

    def cases(rng):
        for n, t, d, h in shapes:
            x, weights = rng.normal(size=(n, t, d)), rng.normal(scale=1.5 / np.sqrt(d), size=(4, d, d))
            inputs = dict(zip(("x", "wq", "wk", "wv", "wo"), (x, *weights)), h=h)
            if masked:
                inputs["mask"] = np.tril(np.ones((t, t), dtype=bool))
            yield Case(f"N={n}, T={t}, D={d}, h={h}{', causal' if masked else ''}", inputs)

    return cases


def hiding_the_seen(x, wq, wk, wv, wo, h, mask=None):
    """A mistake: True taken for hidden, by a sum."""
    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + mask * -1e9
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return merge_heads(weights / weights.sum(axis=-1, keepdims=True) @ v) @ wo


EXERCISE = Exercise(multi_head_attention, reference, accepts=[head_by_head], checks={
    "single": agrees("attends with a single head", on=sequences((2, 3, 4, 1), (1, 4, 4, 1), (1, 3, 2, 1)), points=2,
        hint="With one head it is scaled_dot_product_attention of x @ wq, x @ wk and x @ wv, and then @ wo.",
        catches=[Mistake("forgets wo", "mask)) @ wo", "mask))"),
                 Mistake("swaps keys and values", "scaled_dot_product_attention(q, k, v, mask)",
                         "scaled_dot_product_attention(q, v, k, mask)"),
                 Mistake("swaps queries and keys", "scaled_dot_product_attention(q, k, v, mask)",
                         "scaled_dot_product_attention(k, q, v, mask)"),
                 Mistake("multiplies by the transposed weights, as torch stores them", "x @ w, h", "x @ w.T, h"),
                 Mistake("takes x itself for the values", "(wq, wk, wv)", "(wq, wk, np.eye(len(wv)))")]),
    "heads": agrees("lets each head attend by itself", points=4,
        on=sequences((2, 3, 4, 2), (1, 5, 6, 3), (2, 4, 4, 4), (3, 4, 8, 2), (1, 3, 2, 2)),
        hint=("Split after the multiplication, join before wo.",
              "A head is D / h wide: scaled_dot_product_attention sees that in the shape of q."),
        catches=[Mistake("divides the scores by the root of D, not of a head's width", function=by_the_whole_width),
                 Mistake("uses a single head whatever h is", "split_heads(x @ w, h)", "split_heads(x @ w, 1)",
                         hint="h says how many heads there are."),
                 Mistake("splits the heads by reshaping only", "split_heads(x @ w, h)",
                         "(x @ w).reshape(len(x), h, x.shape[1], -1)",
                         hint="split_heads swaps two axes as well."),
                 Mistake("joins the heads by reshaping only",
                         "merge_heads(scaled_dot_product_attention(q, k, v, mask))",
                         "scaled_dot_product_attention(q, k, v, mask).reshape(x.shape)",
                         hint="merge_heads swaps two axes as well."),
                 Mistake("multiplies by wo before the heads are joined, so that they do not mix",
                         function=wo_in_each_head,
                         hint="Join the heads first, and multiply by the whole wo then."),
                 Mistake("splits x before it is multiplied by the weights of the whole width",
                         "split_heads(x @ w, h)", "split_heads(x, h) @ w[:x.shape[2] // h, :x.shape[2] // h]",
                         hint="Each head is made of all of x: multiply first, then split.")]),
    "mask": agrees("gives every head the mask", points=2,
        on=sequences((2, 3, 4, 2), (1, 5, 6, 3), (2, 4, 4, 1), (1, 3, 2, 2), masked=True),
        hint="(T, T) fits scores of (N, h, T, T) as it is.",
        catches=[Mistake("adds a large negative number where the mask is True, which hides what may be seen",
                         function=hiding_the_seen,
                         hint="True is what may be seen."),
                 Mistake("ignores the mask in its heads", "(q, k, v, mask)", "(q, k, v)"),
                 Mistake("uses the mask in the first head only", "(q, k, v, mask)",
                         "(q, k, v, None if mask is None else mask | (np.arange(h) > 0)[:, None, None])"
                         " if h > 1 else scaled_dot_product_attention(q, k, v)"),
                 Mistake("transposes the mask", "(q, k, v, mask)", "(q, k, v, None if mask is None else mask.T)")]),
    "pure": keeps_inputs(on=sequences((2, 3, 4, 2), (1, 3, 2, 2)), points=1,
        hint="`x -= ...` changes the caller's array.",
        catches=[Mistake("scales the caller's wq", "    q, k, v = (split_heads",
                         "    wq *= 2; wq = wq / 2; q, k, v = (split_heads")]),
})
