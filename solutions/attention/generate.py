"""generate: a language model continues a text, and remembers the keys and values of what it has read."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import many, several, transformer_weights


def generate(ids, params, h, steps):
    """Return the int array ``(N, T + steps)``: ``ids``, ``(N, T)``, and the ``steps`` tokens with which it goes on.

    The model is that of `transformer_lm`, with the same ``params`` and ``h``. Each new token is the one with the
    highest score at the last position of all tokens so far (no two scores are equal); it is appended, and the next one
    follows from the longer text. ``T`` is 1 or more, ``steps`` may be 0.

    To run the whole model again for each token costs more and more. Nothing that comes later changes what a
    position has read, so that its keys and values stay as they are: keep those of each block, compute only the new
    position's, and let its query attend to all of them. The new token's position goes on counting. With such a cache
    or without one the tokens are the same, and both are right here.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> params = (e, [(one, w, w, w, w, one, w, zero, w, zero)], one, e.T)
    >>> print(generate(np.array([[0]]), params, 1, 5))
    [[0 2 2 2 2 2]]
    """
    e, blocks, gamma, w_out = params
    keys, values = [None] * len(blocks), [None] * len(blocks)
    out, new = ids, ids
    for _ in range(steps):
        start, length = out.shape[1] - new.shape[1], out.shape[1]
        x = e[new] + positional_encoding(length, e.shape[1])[start:]
        for i, (g1, wq, wk, wv, wo, g2, w1, b1, w2, b2) in enumerate(blocks):
            a = rmsnorm(x, g1)
            q, k, v = (split_heads(a @ w, h) for w in (wq, wk, wv))
            keys[i] = k if start == 0 else np.concatenate([keys[i], k], axis=2)
            values[i] = v if start == 0 else np.concatenate([values[i], v], axis=2)
            read = scaled_dot_product_attention(q, keys[i], values[i], causal_mask(length)[start:])
            y = x + merge_heads(read) @ wo
            x = y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2
        new = (rmsnorm(x[:, -1:], gamma) @ w_out).argmax(axis=-1)
        out = np.concatenate([out, new], axis=1)
    return out


def reference(ids, params, h, steps):
    """torch's embedding, rms_norm, attention and gelu, on the whole text each time."""
    import torch
    from torch.nn import functional as F

    e, blocks, gamma, w_out = params
    for _ in range(steps):
        place = torch.arange(ids.shape[1], dtype=torch.float64)
        angles = torch.outer(place, 10000.0 ** (-torch.arange(0, e.shape[1], 2, dtype=torch.float64) / e.shape[1]))
        x = F.embedding(ids, e) + torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :e.shape[1]]
        for g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 in blocks:
            a = F.rms_norm(x, g1.shape, g1, 1e-5)
            q, k, v = ((a @ w).unflatten(2, (h, -1)).transpose(1, 2) for w in (wq, wk, wv))
            x = x + F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2) @ wo
            x = x + F.linear(F.gelu(F.linear(F.rms_norm(x, g2.shape, g2, 1e-5), w1.T, b1)), w2.T, b2)
        scores = F.rms_norm(x[:, -1], gamma.shape, gamma, 1e-5) @ w_out
        ids = torch.cat([ids, scores.argmax(dim=1, keepdim=True)], dim=1)
    return ids


def without_a_cache(ids, params, h, steps):
    """Another right solution: the whole model again for each token."""
    for _ in range(steps):
        following = transformer_lm(ids, params, h)[:, -1].argmax(axis=1)
        ids = np.hstack([ids, following[:, None]])
    return ids


def token_by_token(ids, params, h, steps):
    """Another right solution: also reads the given text token by token, into lists."""
    e, blocks, gamma, w_out = params
    n, t = ids.shape
    if steps == 0:
        return ids.copy()
    where = positional_encoding(t + steps, e.shape[1])
    caches = [([], []) for _ in blocks]
    out = np.zeros((n, t + steps), dtype=int)
    out[:, :t] = ids
    for place in range(t + steps - 1):
        x = e[out[:, place]] + where[place]
        for (g1, wq, wk, wv, wo, g2, w1, b1, w2, b2), (keys, values) in zip(blocks, caches):
            a = rmsnorm(x, g1)
            keys.append((a @ wk).reshape(n, h, -1))
            values.append((a @ wv).reshape(n, h, -1))
            q = (a @ wq).reshape(n, h, 1, -1)
            read = scaled_dot_product_attention(q, np.stack(keys, axis=2), np.stack(values, axis=2))
            x = x + read.reshape(n, -1) @ wo
            x = x + gelu(rmsnorm(x, g2) @ w1 + b1) @ w2 + b2
        if place >= t - 1:
            out[:, place + 1] = (rmsnorm(x, gamma) @ w_out).argmax(axis=1)
    return out


def only_the_last(ids, params, h, steps):
    """A mistake: no memory at all."""
    out = ids
    for number in range(steps):
        new = transformer_lm(out if number == 0 else out[:, -1:], params, h)[:, -1:].argmax(axis=-1)
        out = np.concatenate([out, new], axis=1)
    return out


def all_at_once(ids, params, h, steps):
    """A mistake: every new token follows from the text that was given."""
    new = transformer_lm(ids, params, h)[:, -1:].argmax(axis=-1)
    return np.concatenate([ids, *[new] * steps], axis=1)


def texts(*shapes, steps=6, blocks=2):
    """Random tokens and lively models for each ``(N, T, V, D, F, h)``."""

    def cases(rng):
        for n, t, tokens, d, f, h in shapes:
            params = transformer_weights(rng, tokens=tokens, depth=d, hidden=f, blocks=blocks, gain=2.0)
            inputs = dict(ids=rng.integers(tokens, size=(n, t)), params=params, h=h, steps=steps)
            said = f"{many(blocks, 'block')}, {many(steps, 'step')}"
            yield Case(f"N={n}, T={t}, V={tokens}, D={d}, h={h}, {said}", inputs)

    return cases


EXERCISE = Exercise(generate, reference, accepts=[without_a_cache, token_by_token], checks={
    "next": agrees("appends the token with the highest score", points=2,
        on=several(texts((4, 3, 20, 8, 8, 2), (5, 1, 20, 8, 8, 1), (4, 5, 30, 6, 6, 3), steps=1),
                   texts((1, 1, 2, 2, 1, 1), steps=1, blocks=1)),
        hint="All tokens so far are read; of the scores only those of the last position are asked.",
        catches=[Mistake("takes the token with the lowest score", ".argmax(axis=-1)", ".argmin(axis=-1)",
                         hint="argmax finds the place of the highest score."),
                 Mistake("takes the scores of the first position", "x[:, -1:]", "x[:, :1]"),
                 Mistake("returns the new tokens without the text", "    return out",
                         "    return out[:, ids.shape[1]:]",
                         hint="The result is the text, and the new tokens behind it."),
                 Mistake("puts the new tokens in front of the text", "np.concatenate([out, new], axis=1)",
                         "np.concatenate([new, out], axis=1)",
                         hint="The result is the text, and the new tokens behind it."),
                 Mistake("lets the text that is given see what comes later in it", "causal_mask(length)[start:]",
                         "None",
                         hint="The text is read as transformer_lm reads it: under the causal mask."),
                 Mistake("forgets to normalise before w_out", "(rmsnorm(x[:, -1:], gamma) @ w_out)",
                         "(x[:, -1:] @ w_out)",
                         hint="The way from the last block to the scores is that of transformer_lm.")]),
    "cache": agrees("goes on from all tokens so far", points=4,
        on=several(texts((4, 3, 20, 8, 8, 2), (5, 1, 20, 8, 8, 1), (4, 5, 30, 6, 6, 3)),
                   texts((1, 1, 2, 2, 1, 1), blocks=1)),
        hint=("A new token attends to everything that was read, and to itself. Print the lengths of your keys.",
              "Its position is the number of tokens before it, and not 0."),
        catches=[Mistake("counts the positions from 0 again for each new token",
                         "positional_encoding(length, e.shape[1])[start:]",
                         "positional_encoding(new.shape[1], e.shape[1])"),
                 Mistake("gives each new token the position of the one before", "[start:]\n        for",
                         "[max(start - 1, 0):][:new.shape[1]]\n        for"),
                 Mistake("lets a new token see nothing but itself", function=only_the_last,
                         hint="Keep the keys and values of each block; the new query attends to all of them."),
                 Mistake("forgets a new token's keys and values after its turn", "keys[i] = k if start == 0 else "
                         "np.concatenate([keys[i], k], axis=2)\n            values[i] = v if start == 0 else "
                         "np.concatenate([values[i], v], axis=2)\n            read = scaled_dot_product_attention("
                         "q, keys[i], values[i], causal_mask(length)[start:])",
                         "keys[i], values[i] = (k, v) if start == 0 else (keys[i], values[i])\n"
                         "            held = min(start, ids.shape[1])\n"
                         "            read = scaled_dot_product_attention(q, np.concatenate([keys[i], k], axis=2)"
                         " if held else k, np.concatenate([values[i], v], axis=2) if held else v,"
                         " None if held else causal_mask(length))",
                         hint="Append the keys and values of each new token to those that are kept."),
                 Mistake("does not keep a new token's keys, but attends to those of the text alone",
                         "keys[i] = k if start == 0 else np.concatenate([keys[i], k], axis=2)\n"
                         "            values[i] = v if start == 0 else np.concatenate([values[i], v], axis=2)\n"
                         "            read = scaled_dot_product_attention(q, keys[i], values[i], causal_mask(length)"
                         "[start:])",
                         "keys[i], values[i] = (k, v) if start == 0 else (keys[i], values[i])\n"
                         "            read = scaled_dot_product_attention(q, keys[i], values[i],"
                         " None if start else causal_mask(length))",
                         hint="Append the keys and values of each new token to those that are kept."),
                 Mistake("lets all blocks attend to the keys and values of the first one",
                         "(q, keys[i], values[i],", "(q, keys[0], values[0],",
                         hint="Each block has keys and values of its own."),
                 Mistake("appends the first new token again and again", function=all_at_once,
                         hint="The next token follows from the longer text.")]),
    "sizes": agrees("takes no steps, and models without blocks", points=1,
        on=lambda rng: [*texts((2, 3, 9, 4, 4, 2), steps=0)(rng),
                        *texts((4, 2, 20, 8, 4, 2), (1, 2, 4, 2, 1, 1), blocks=0)(rng),
                        *texts((4, 2, 20, 8, 4, 2), blocks=1)(rng)],
        hint="With no steps the text stays as it is.",
        catches=[Mistake("makes one step too many", "range(steps)", "range(steps + 1)"),
                 Mistake("makes one step too few", "range(steps)", "range(steps - 1)",
                         hint="`steps` new tokens are asked, the last one too.")]),
    "pure": keeps_inputs(points=1,
        on=several(texts((3, 3, 20, 8, 8, 2), steps=3), texts((1, 1, 2, 2, 1, 1), steps=3, blocks=1)),
        hint="Append to an array of your own.",
        catches=[Mistake("moves the caller's text along", "    return out",
                         "    ids[...] = out[:, -ids.shape[1]:]; return out")]),
})
