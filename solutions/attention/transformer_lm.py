"""transformer_lm: a small language model, from numbers of tokens to scores of the next one."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs, satisfies
from autograder.exercise.cases import many, several, transformer_weights


def transformer_lm(ids, params, h):
    """Return the scores ``(N, T, V)`` that a language model gives each token for the place after each position.

    ``ids`` is an int array ``(N, T)`` of tokens from 0 to ``V - 1``.
    ``params`` is a tuple ``(e, blocks, gamma, w_out)``: the embedding ``e`` is ``(V, D)``, ``blocks`` is a list of
    tuples of ten arrays, one for each `transformer_block`, ``gamma`` is ``(D,)`` and ``w_out`` is ``(D, V)``. Each
    block has ``h`` heads.

    Row ``ids[n, t]`` of ``e`` stands for a token, and the position's row of `positional_encoding` is added to it;
    nothing is scaled. The blocks follow, in the order of the list, of which there may be none. Last come `rmsnorm` with
    ``gamma`` and its usual eps, and the product with ``w_out``. The scores are before the softmax.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> params = (e, [(one, w, w, w, w, one, w, zero, w, zero)], one, e.T)
    >>> print(transformer_lm(np.array([[0, 2]]), params, 1).round(4))
    [[[1.     1.     2.    ]
      [1.0743 0.9198 1.994 ]]]
    """
    e, blocks, gamma, w_out = params
    x = e[ids] + positional_encoding(ids.shape[1], e.shape[1])
    for block in blocks:
        x = transformer_block(x, block, h)
    return rmsnorm(x, gamma) @ w_out


def reference(ids, params, h):
    """torch's embedding, rms_norm, attention and gelu."""
    import torch
    from torch.nn import functional as F

    e, blocks, gamma, w_out = params
    place = torch.arange(ids.shape[1], dtype=torch.float64)
    angles = torch.outer(place, 10000.0 ** (-torch.arange(0, e.shape[1], 2, dtype=torch.float64) / e.shape[1]))
    x = F.embedding(ids, e) + torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :e.shape[1]]
    for g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 in blocks:
        a = F.rms_norm(x, g1.shape, g1, 1e-5)
        q, k, v = ((a @ w).unflatten(2, (h, -1)).transpose(1, 2) for w in (wq, wk, wv))
        x = x + F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2) @ wo
        x = x + F.linear(F.gelu(F.linear(F.rms_norm(x, g2.shape, g2, 1e-5), w1.T, b1)), w2.T, b2)
    return F.linear(F.rms_norm(x, gamma.shape, gamma, 1e-5), w_out.T)


def prefix_by_prefix(ids, params, h):
    """Another right solution: one-hot rows, and each position from its own prefix."""
    e, blocks, gamma, w_out = params
    scores = np.zeros((*ids.shape, w_out.shape[1]))
    for t in range(ids.shape[1]):
        x = np.eye(len(e))[ids[:, :t + 1]] @ e + positional_encoding(t + 1, e.shape[1])[None]
        for block in blocks:
            x = transformer_block(x, block, h)
        scores[:, t] = rmsnorm(x[:, -1], gamma) @ w_out
    return scores


def without_a_mask(ids, params, h):
    """A mistake: every position sees the whole sequence."""
    e, blocks, gamma, w_out = params
    x = e[ids] + positional_encoding(ids.shape[1], e.shape[1])
    for g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 in blocks:
        x = x + multi_head_attention(rmsnorm(x, g1), wq, wk, wv, wo, h)
        x = x + gelu(rmsnorm(x, g2) @ w1 + b1) @ w2 + b2
    return rmsnorm(x, gamma) @ w_out


def texts(*shapes, blocks=1):
    """Random tokens and models for each ``(N, T, V, D, F, h)``."""

    def cases(rng):
        for n, t, tokens, d, f, h in shapes:
            params = transformer_weights(rng, tokens=tokens, depth=d, hidden=f, blocks=blocks, gain=1.5)
            ids = rng.integers(tokens, size=(n, t))
            inputs = dict(ids=ids, params=params, h=h)
            yield Case(f"N={n}, T={t}, V={tokens}, D={d}, h={h}, {many(blocks, 'block')}", inputs)

    return cases


def changed_later(*shapes, blocks=2):
    """The same tokens twice, for each ``(N, T, V, D, F, h)``, the second time with others from a place on."""

    def cases(rng):
        for n, t, tokens, d, f, h in shapes:
            params = transformer_weights(rng, tokens=tokens, depth=d, hidden=f, blocks=blocks, gain=1.5)
            ids, place, script = rng.integers(tokens, size=(n, t)), int(rng.integers(1, t)), Script()
            other = np.concatenate([ids[:, :place], (ids[:, place:] + 1) % tokens], axis=1)
            before, after = (script.call("transformer_lm", each, params, h) for each in (ids, other))
            yield Case(f"N={n}, T={t}, V={tokens}, changed from {place} on",
                       script.returning(before=before, after=after), known=dict(place=place))

    return cases


EXERCISE = Exercise(transformer_lm, reference, accepts=[prefix_by_prefix], checks={
    "ends": agrees("embeds tokens and positions, and scores what it has", points=3,
        on=several(texts((2, 4, 5, 4, 3, 1), (3, 3, 3, 3, 3, 1), blocks=0)),
        hint="These models have no block: two rows are added, normalised, and multiplied by w_out.",
        catches=[Mistake("has no encoding of the positions", " + positional_encoding(ids.shape[1], e.shape[1])", ""),
                 Mistake("does not normalise before w_out", "rmsnorm(x, gamma) @ w_out", "x @ w_out"),
                 Mistake("scales the embedding by the root of D", "e[ids] +", "np.sqrt(e.shape[1]) * e[ids] +"),
                 Mistake("multiplies by the position's encoding instead of adding it", "e[ids] + positional",
                         "e[ids] * positional"),
                 Mistake("adds the encoding to the tokens' numbers, not to their vectors",
                         "e[ids] + positional_encoding(ids.shape[1], e.shape[1])",
                         "e[ids] + positional_encoding(len(e), e.shape[1])[ids]",
                         hint="Which row of the encoding is added depends on the place, not on the token."),
                 Mistake("uses e for the scores as well, instead of w_out", "@ w_out", "@ e.T",
                         hint="w_out makes the scores."),
                 Mistake("turns the scores into probabilities", "rmsnorm(x, gamma) @ w_out",
                         "softmax(rmsnorm(x, gamma) @ w_out)",
                         hint="Scores are asked, before any softmax.")]),
    "blocks": agrees("sends them through all blocks in order", points=3,
        on=several(texts((2, 4, 5, 4, 6, 2), (1, 2, 2, 2, 1, 1)),
                   texts((1, 5, 6, 6, 4, 3), (2, 3, 4, 4, 4, 1), blocks=2)),
        hint="The result of one block is the input of the next.",
        catches=[Mistake("goes through the blocks in reverse order", "for block in blocks:",
                         "for block in blocks[::-1]:",
                         hint="The order is that of the list."),
                 Mistake("uses the first block only", "for block in blocks:", "for block in blocks[:1]:"),
                 Mistake("uses the first block's weights for all", "for block in blocks:",
                         "for block in blocks[:1] * len(blocks):",
                         hint="Each block of the list has its own ten arrays."),
                 Mistake("normalises between the blocks", "x = transformer_block(x, block, h)",
                         "x = rmsnorm(transformer_block(x, block, h), gamma)",
                         hint="The last normalisation comes once, after all blocks."),
                 Mistake("adds the positions again before each block", "x = transformer_block(x, block, h)",
                         "x = transformer_block(x + positional_encoding(*x.shape[1:]), block, h)",
                         hint="The positions are added once, before the first block.")]),
    "causal": satisfies("sees nothing of later tokens", holds="later_changes_nothing_before", points=2,
        on=several(changed_later((2, 5, 6, 4, 5, 2), (3, 4, 5, 4, 4, 1)), changed_later((1, 2, 2, 1, 1, 1), blocks=1)),
        hint="Change the last token: the scores of all positions before must stay as they are.",
        catches=[Mistake("lets every position see the whole text", function=without_a_mask),
                 Mistake("gives each position the scores of the next one",
                         "return rmsnorm(x, gamma) @ w_out",
                         "return np.roll(rmsnorm(x, gamma) @ w_out, -1, axis=1)",
                         hint="The scores at a position are those for the place right after it.")]),
    "pure": keeps_inputs(on=texts((2, 4, 5, 4, 6, 2), (1, 2, 2, 2, 1, 1)), points=1,
        hint="e[ids] is a copy, but e is the caller's.",
        catches=[Mistake("multiplies the caller's w_out by gamma", "return rmsnorm(x, gamma) @ w_out",
                         "w_out *= gamma[:, None]; return rmsnorm(x, np.ones(len(gamma))) @ w_out")]),
})
