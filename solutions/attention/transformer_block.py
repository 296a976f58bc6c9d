"""transformer_block: attention, then a layer for each position, both beside a residual (pre-norm, causal)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs, satisfies
from autograder.exercise.cases import transformer_block_weights


def transformer_block(x, params, h):
    """Return a float array like ``x``, ``(N, T, D)``, after one block of a transformer that reads from left to right.

    ``params`` is a tuple of ten arrays, ``(g1, wq, wk, wv, wo, g2, w1, b1, w2, b2)``: ``g1`` and ``g2`` are ``(D,)``;
    ``wq``, ``wk``, ``wv`` and ``wo`` are ``(D, D)``; ``w1`` is ``(D, F)``, ``b1`` is ``(F,)``, ``w2`` is ``(F, D)`` and
    ``b2`` is ``(D,)``. ``h``, the number of heads, divides ``D``. The block takes two steps:

    - ``y = x + attention(rmsnorm(x, g1))``, where attention is `multi_head_attention` with ``wq``, ``wk``, ``wv``,
      ``wo`` and ``h``, under the `causal_mask`: a position sees itself and what came before;
    - ``y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2``, for each position by itself.

    `rmsnorm` has its usual eps, and `gelu` is the exact one. What is normalised goes into attention and into ``w1``
    only: the residuals are ``x`` and ``y`` themselves.

    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> x = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> print(transformer_block(x, (one, w, w, w, w, one, w, zero, w, zero), 1).round(4))
    [[[3.7172 0.    ]
      [0.3448 4.4344]]]
    """
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    y = x + multi_head_attention(rmsnorm(x, g1), wq, wk, wv, wo, h, causal_mask(x.shape[1]))
    return y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2


def reference(x, params, h):
    """torch's rms_norm, attention and gelu; a single position reads itself alone, however it scores."""
    from torch.nn import functional as F

    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    a = F.rms_norm(x, g1.shape, g1, 1e-5)
    q, k, v = ((a @ w).unflatten(2, (h, -1)).transpose(1, 2) for w in (wq, wk, wv))
    read = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    if x.shape[1] == 1:  # the same, but with gradients of exactly 0 for q and k, not rounding errors of some processors
        read = v + 0 * q + 0 * k
    x = x + read.transpose(1, 2).flatten(2) @ wo
    return x + F.linear(F.gelu(F.linear(F.rms_norm(x, g2.shape, g2, 1e-5), w1.T, b1)), w2.T, b2)


def position_by_position(x, params, h):
    """Another right solution: each position looks back at what there is so far."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    out = np.zeros(x.shape)
    for n in range(len(x)):
        a = rmsnorm(x[n], g1)
        for t in range(x.shape[1]):
            q, k, v = a[t] @ wq, a[:t + 1] @ wk, a[:t + 1] @ wv
            read = []
            for part in np.split(np.arange(x.shape[2]), h):
                p = softmax(k[:, part] @ q[part] / np.sqrt(len(part)))
                read.append(p @ v[:, part])
            y = x[n, t] + np.concatenate(read) @ wo
            out[n, t] = y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2
    return out


def normed_after(x, params, h):
    """A mistake: post-norm, as in the first transformers."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    y = rmsnorm(x + multi_head_attention(x, wq, wk, wv, wo, h, causal_mask(x.shape[1])), g1)
    return rmsnorm(y + gelu(y @ w1 + b1) @ w2 + b2, g2)


def residual_of_the_normed(x, params, h):
    """A mistake: what is normalised is also what is added."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    x = rmsnorm(x, g1)
    y = x + multi_head_attention(x, wq, wk, wv, wo, h, causal_mask(x.shape[1]))
    y = rmsnorm(y, g2)
    return y + gelu(y @ w1 + b1) @ w2 + b2


def sequences(*shapes):
    """Random sequences and blocks for each ``(N, T, D, F, h)``."""

    def cases(rng):
        for n, t, d, f, h in shapes:
            inputs = dict(x=rng.normal(size=(n, t, d)), params=transformer_block_weights(rng, d, f, 1.5), h=h)
            yield Case(f"N={n}, T={t}, D={d}, F={f}, h={h}", inputs)

    return cases


def changed_later(*shapes):
    """The same sequence twice, for each ``(N, T, D, F, h)``, the second time with other vectors from a place on."""

    def cases(rng):
        for n, t, d, f, h in shapes:
            x, params = rng.normal(size=(n, t, d)), transformer_block_weights(rng, d, f, 1.5)
            place, script = int(rng.integers(1, t)), Script()
            other = np.concatenate([x[:, :place], rng.normal(size=(n, t - place, d))], axis=1)
            before, after = (script.call("transformer_block", each, params, h) for each in (x, other))
            yield Case(f"N={n}, T={t}, D={d}, changed from {place} on",
                       script.returning(before=before, after=after), known=dict(place=place))

    return cases


EXERCISE = Exercise(transformer_block, reference, accepts=[position_by_position], checks={
    "layer": agrees("normalises, and adds the layer of each position to its residual", points=3,
        on=sequences((3, 1, 4, 6, 1), (2, 1, 4, 4, 2), (2, 1, 2, 2, 1)),
        hint=("These sequences have one position, so that attention returns x's own values, times wo.",
              "Three things are added to x: what it reads, what the layer makes of that sum, and b2."),
        catches=[Mistake("normalises after each residual, not before attention and layer", function=normed_after,
                         hint="What is normalised goes into attention and into w1, and nowhere else."),
                 Mistake("adds to the normalised vectors, not to the residual itself",
                         function=residual_of_the_normed),
                 Mistake("has no residual around the layer", "return y + gelu(", "return gelu("),
                 Mistake("has no residual around attention", "y = x + multi", "y = multi"),
                 Mistake("adds x, not y, to what the layer gives", "return y + gelu(", "return x + gelu("),
                 Mistake("feeds the layer with x instead of y", "rmsnorm(y, g2)", "rmsnorm(x, g2)",
                         hint="What attention has read goes through the layer, too."),
                 Mistake("does not normalise what goes into the layer", "rmsnorm(y, g2) @", "y @",
                         hint="rmsnorm with g2 stands in front of w1."),
                 Mistake("uses g1 in both places", "rmsnorm(y, g2)", "rmsnorm(y, g1)",
                         hint="rmsnorm with g2 stands in front of w1."),
                 Mistake("uses ReLU for GELU", "gelu(rmsnorm(y, g2) @ w1 + b1)",
                         "np.maximum(rmsnorm(y, g2) @ w1 + b1, 0)",
                         hint="Between w1 and w2 stands gelu."),
                 Mistake("forgets b1", "@ w1 + b1)", "@ w1)",
                         hint="b1 is added before gelu."),
                 Mistake("forgets b2", "@ w2 + b2", "@ w2")]),
    "attention": agrees("lets the positions read from each other", points=3,
        on=sequences((2, 3, 4, 6, 2), (1, 5, 6, 4, 3), (2, 4, 4, 4, 1), (1, 3, 2, 1, 2)),
        hint="Attention gets what is normalised; the mask is as large as the sequence is long.",
        catches=[Mistake("feeds attention with what is not normalised", "multi_head_attention(rmsnorm(x, g1),",
                         "multi_head_attention(x,"),
                 Mistake("uses one head whatever h is", "wo, h, causal", "wo, 1, causal",
                         hint="h says how many heads there are."),
                 Mistake("swaps the weights of the keys and the values", "wq, wk, wv, wo, h", "wq, wv, wk, wo, h",
                         hint="The order is wq, wk, wv, wo.")]),
    "causal": satisfies("sees nothing of what comes later", holds="later_changes_nothing_before", points=2,
        on=changed_later((2, 4, 4, 5, 2), (1, 6, 4, 4, 1), (1, 3, 1, 1, 1)),
        hint="Change the last position of x: which positions of the result change?",
        catches=[Mistake("forgets the mask", "h, causal_mask(x.shape[1]))", "h)"),
                 Mistake("shows what comes later and hides what came before", "causal_mask(x.shape[1])",
                         "causal_mask(x.shape[1]).T"),
                 Mistake("shows one position too many", "causal_mask(x.shape[1])",
                         "np.tril(np.ones((x.shape[1], x.shape[1]), dtype=bool), 1)")]),
    "pure": keeps_inputs(on=sequences((2, 3, 4, 6, 2), (1, 3, 2, 1, 1)), points=1,
        hint="`x += attention` changes the caller's array.",
        catches=[Mistake("adds to the caller's x", "    y = x + multi_head_attention(",
                         "    y = x; y += multi_head_attention(")]),
})
