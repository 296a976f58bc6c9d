"""train_copy: a transformer learns to say again what it has read."""

import numpy as np

from autograder.exercise import (
    Case,
    Exercise,
    Harmless,
    Mistake,
    Script,
    agrees,
    converges,
    keeps_inputs,
    reproducible,
    satisfies,
)
from autograder.exercise.cases import many, seed, several, transformer_weights


def train_copy(params, config, rng):
    """Train a language model to copy; return ``(params, scores, losses)``.

    ``params`` is a tuple ``(e, blocks, gamma, w_out)`` and the model that of `transformer_lm`, with ``config['h']``
    heads. With ``K = config['symbols']`` there are ``K + 1`` tokens: the symbols from 0 to ``K - 1``, and the separator
    ``K``. With ``n = config['length']`` a row to learn from has ``2 * n + 1`` tokens: ``n`` symbols, the separator, and
    the same ``n`` symbols again.

    - **Rows.** Each update has ``N = config['batch']`` new rows, whose symbols are ``rng.integers(K, size=(N, n))``.
    - **Loss.** The model reads all tokens of a row but the last one, and foretells at each position the token that
      comes next. Nobody can foretell the first ``n`` symbols and nobody is asked for the separator: the loss is the
      mean cross-entropy over the ``N * n`` positions whose next token belongs to the copy, and over no others.
    - **Update.** There are ``config['updates']`` updates, 1 or more. In each of them every array of ``params`` is
      updated once by `adam_step`; its averages start at 0, and ``t`` is 1 in the first update. The learning rate is
      that of `cosine_schedule`, for a ``step`` that counts from 0 on, with ``config['lr']``, ``config['warmup']``, and
      all updates for ``total``; ``low`` is 0.

    The ``params`` that are returned are new arrays in the same structure. ``scores``, ``(M, T, K + 1)``, are what the
    trained model gives for the tokens ``config['read']``, an int array ``(M, T)``. ``losses`` is a list with a number
    for each update: its loss, before the parameters change. Nowhere, in training or after it, may a position see what
    comes later. All calls together may take 60 seconds.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> config = dict(symbols=2, length=1, h=1, batch=2, updates=3, lr=0.1, warmup=1, read=np.array([[0, 2]]))
    >>> params, scores, losses = train_copy((e, [], np.ones(2), e.T), config, np.random.default_rng(0))
    >>> print(scores[0, 1].round(4), np.round(losses, 4))
    [0.7235 1.4102 1.3915] [1.6396 1.4569 1.7008]
    """
    n, h, losses = config["length"], config["h"], []
    averages = None
    for step in range(config["updates"]):
        e, blocks, gamma, w_out = params
        symbols = rng.integers(config["symbols"], size=(config["batch"], n))
        rows = np.concatenate([symbols, np.full((len(symbols), 1), config["symbols"]), symbols], axis=1)
        read, targets = rows[:, :-1], rows[:, 1:]
        x = [e[read] + positional_encoding(2 * n, e.shape[1])]
        for block in blocks:
            x.append(transformer_block(x[-1], block, h))
        hidden = rmsnorm(x[-1], gamma)
        loss, dz = temporal_softmax_loss(hidden @ w_out, targets, np.full(read.shape, np.arange(2 * n) >= n))
        dx, dgamma = rmsnorm_backward(dz @ w_out.T, x.pop(), gamma)
        grads = [dgamma, np.tensordot(hidden, dz, axes=([0, 1], [0, 1]))]
        for block in blocks[::-1]:
            dx, own = transformer_block_backward(dx, x.pop(), block, h)
            grads = [*own, *grads]
        de = np.zeros(e.shape)
        np.add.at(de, read, dx)
        grads = [de, *grads]

        lr = cosine_schedule(step, config["lr"], config["warmup"], config["updates"])
        arrays = [e, *(w for block in blocks for w in block), gamma, w_out]
        averages = averages or [(0.0, 0.0)] * len(arrays)
        steps = [adam_step(w, dw, m, v, step + 1, lr) for w, dw, (m, v) in zip(arrays, grads, averages)]
        averages = [(m, v) for _, m, v in steps]
        e, *inner, gamma, w_out = [w for w, _, _ in steps]
        params = (e, [tuple(inner[i:i + 10]) for i in range(0, len(inner), 10)], gamma, w_out)
        losses.append(loss)
    return params, transformer_lm(config["read"], params, h), losses


def reference(params, config, rng):
    """torch's embedding, rms_norm, attention, gelu, loss, autograd, Adam, LinearLR and CosineAnnealingLR."""
    import math

    import torch
    from torch.nn import functional as F

    def leaf(w):
        return w.clone().requires_grad_()

    e, blocks, gamma, w_out = params
    blocks = tuple(tuple(leaf(w) for w in block) for block in blocks)
    e, gamma, w_out = leaf(e), leaf(gamma), leaf(w_out)
    adam = torch.optim.Adam([e, *(w for block in blocks for w in block), gamma, w_out], lr=config["lr"])
    warmup, updates, n, losses = config["warmup"], config["updates"], config["length"], []

    def rate(step):
        progress = (step - warmup) / (updates - warmup)
        return (step + 1) / warmup if step < warmup else (1 + math.cos(math.pi * progress)) / 2

    def scores(ids):
        place = torch.arange(ids.shape[1], dtype=torch.float64)
        angles = torch.outer(place, 10000.0 ** (-torch.arange(0, e.shape[1], 2, dtype=torch.float64) / e.shape[1]))
        x = F.embedding(ids, e) + torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :e.shape[1]]
        for g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 in blocks:
            a = F.rms_norm(x, g1.shape, g1, 1e-5)
            q, k, v = ((a @ w).unflatten(2, (config["h"], -1)).transpose(1, 2) for w in (wq, wk, wv))
            x = x + F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2) @ wo
            x = x + F.linear(F.gelu(F.linear(F.rms_norm(x, g2.shape, g2, 1e-5), w1.T, b1)), w2.T, b2)
        return F.linear(F.rms_norm(x, gamma.shape, gamma, 1e-5), w_out.T)

    schedule = torch.optim.lr_scheduler.LambdaLR(adam, rate)
    for _ in range(updates):
        symbols = torch.from_numpy(rng.integers(config["symbols"], size=(config["batch"], n)))
        ids = torch.cat([symbols, torch.full((len(symbols), 1), config["symbols"]), symbols], dim=1)
        loss = F.cross_entropy(scores(ids[:, :-1])[:, n:].flatten(0, 1), symbols.flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
        schedule.step()
        losses.append(loss.item())
    trained = (e.detach(), tuple(tuple(w.detach() for w in block) for block in blocks), gamma.detach(), w_out.detach())
    return trained, scores(config["read"]).detach(), losses


def in_place(params, config, rng):
    """Another right solution: copies that change in place, one-hot rows, and the loss written out."""
    count, batch, told = config["length"], config["batch"], []
    e, gamma, w_out = (np.array(params[place]) for place in (0, 2, 3))
    blocks = [tuple(np.array(w) for w in block) for block in params[1]]
    arrays = [e, gamma, w_out] + [w for block in blocks for w in block]
    first, second = [np.zeros_like(w) for w in arrays], [np.zeros_like(w) for w in arrays]
    while len(told) < config["updates"]:
        drawn = rng.integers(0, config["symbols"], (batch, count))
        ids = np.hstack([drawn, np.full((batch, 1), config["symbols"]), drawn[:, :-1]])
        chosen = np.eye(len(e))[ids]
        inputs = [chosen @ e + positional_encoding(ids.shape[1], e.shape[1])[None]]
        for block in blocks:
            inputs.append(transformer_block(inputs[-1], block, config["h"]))
        last = rmsnorm(inputs[-1], gamma)
        p = softmax(last[:, count:] @ w_out)
        wanted = np.eye(len(e))[drawn]
        told.append(float(-np.log((p * wanted).sum(axis=2)).mean()))
        slope = np.zeros((*ids.shape, w_out.shape[1]))
        slope[:, count:] = (p - wanted) / drawn.size
        dx, dgamma = rmsnorm_backward(slope @ w_out.T, inputs[-1], gamma)
        of_blocks = []
        for block, x in zip(blocks[::-1], inputs[-2::-1]):
            dx, own = transformer_block_backward(dx, x, block, config["h"])
            of_blocks = list(own) + of_blocks
        grads = [np.einsum("ntv,ntd->vd", chosen, dx), dgamma, np.einsum("ntd,ntv->dv", last, slope), *of_blocks]
        t = len(told)
        rate = cosine_schedule(t - 1, config["lr"], config["warmup"], config["updates"])
        for w, g, m, v in zip(arrays, grads, first, second):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            w -= rate * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    trained = (e, blocks, gamma, w_out)
    return trained, transformer_lm(config["read"], trained, config["h"]), told


def without_a_mask(params, config, rng):
    """A mistake: every position sees the whole row, on the way forward, back, and in use."""
    def forward(x, block):
        g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = block
        y = x + multi_head_attention(rmsnorm(x, g1), wq, wk, wv, wo, config["h"])
        return y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2

    def product(inputs, slopes):
        return np.tensordot(inputs, slopes, axes=([0, 1], [0, 1]))

    def backward(dout, x, block):
        g1, wq, wk, wv, wo, g2, w1, b1, w2 = block[:9]
        a = rmsnorm(x, g1)
        q, k, v = (split_heads(a @ w, config["h"]) for w in (wq, wk, wv))
        seen = merge_heads(scaled_dot_product_attention(q, k, v))
        y = x + seen @ wo
        c = rmsnorm(y, g2)
        z = c @ w1 + b1
        dz = dout @ w2.T * gelu_derivative(z)
        dy, dg2 = rmsnorm_backward(dz @ w1.T, y, g2)
        dy = dy + dout
        of_heads = scaled_dot_product_attention_backward(split_heads(dy @ wo.T, config["h"]), q, k, v)
        dq, dk, dv = (merge_heads(one) for one in of_heads)
        dx, dg1 = rmsnorm_backward(dq @ wq.T + dk @ wk.T + dv @ wv.T, x, g1)
        return dx + dy, (dg1, product(a, dq), product(a, dk), product(a, dv), product(seen, dy), dg2,
                         product(c, dz), dz.sum(axis=(0, 1)), product(gelu(z), dout), dout.sum(axis=(0, 1)))

    n, losses, averages = config["length"], [], {}

    def run(ids, model):
        x = [model[0][ids] + positional_encoding(ids.shape[1], model[0].shape[1])]
        for block in model[1]:
            x.append(forward(x[-1], block))
        return x, rmsnorm(x[-1], model[2])

    for step in range(config["updates"]):
        e, blocks, gamma, w_out = params
        symbols = rng.integers(config["symbols"], size=(config["batch"], n))
        rows = np.concatenate([symbols, np.full((len(symbols), 1), config["symbols"]), symbols], axis=1)
        x, hidden = run(rows[:, :-1], params)
        counted = np.full((len(rows), 2 * n), np.arange(2 * n) >= n)
        loss, dz = temporal_softmax_loss(hidden @ w_out, rows[:, 1:], counted)
        dx, dgamma = rmsnorm_backward(dz @ w_out.T, x.pop(), gamma)
        grads = [dgamma, product(hidden, dz)]
        for block in blocks[::-1]:
            dx, own = backward(dx, x.pop(), block)
            grads = [*own, *grads]
        de = np.zeros(e.shape)
        np.add.at(de, rows[:, :-1], dx)
        lr, new = cosine_schedule(step, config["lr"], config["warmup"], config["updates"]), []
        for w, dw in zip([e, *(w for block in blocks for w in block), gamma, w_out], [de, *grads]):
            place = len(new)
            w, *averages[place] = adam_step(w, dw, *averages.get(place, (0.0, 0.0)), step + 1, lr)
            new.append(w)
        e, *inner, gamma, w_out = new
        params = (e, [tuple(inner[i:i + 10]) for i in range(0, len(inner), 10)], gamma, w_out)
        losses.append(loss)
    return params, run(config["read"], params)[1] @ params[3], losses


USUAL = dict(updates=1, lr=0.05, warmup=0)


def settings(rng, shape, blocks, changes):
    """The parameters of a small model and the settings for ``shape``, which is (K, n, D, F, h, N)."""
    symbols, length, depth, hidden, heads, batch = shape
    params = transformer_weights(rng, tokens=symbols + 1, depth=depth, hidden=hidden, blocks=blocks)
    config = {**USUAL, **changes, "symbols": symbols, "length": length, "h": heads, "batch": batch,
              "read": rng.integers(symbols + 1, size=(min(batch, 2), 2 * length))}
    config["lr"] *= float(rng.uniform(0.5, 1.0))
    return params, config


def named(shape, blocks, changes):
    """What a case is called."""
    said = ", ".join(f"{name} {value}" for name, value in changes.items())
    return "K={}, n={}, D={}, F={}, h={}, N={}, ".format(*shape) + f"{many(blocks, 'block')}, {said}"


def models(*shapes, blocks=1, **changes):
    """Random models, and rows to copy, for each ``(K, n, D, F, h, N)``."""

    def cases(rng):
        for shape in shapes:
            params, config = settings(rng, shape, blocks, changes)
            yield Case(named(shape, blocks, changes), dict(params=params, config=config, rng=seed(rng)))

    return cases


def changed_later(*shapes, **changes):
    """The same training twice, which reads the same tokens after it up to a place, and others from there on."""

    def cases(rng):
        for shape in shapes:
            params, config = settings(rng, shape, 1, changes)
            place, generator, script = int(rng.integers(1, 2 * shape[1])), seed(rng), Script()
            other = config["read"].copy()
            other[:, place:] = (other[:, place:] + 1) % (shape[0] + 1)
            scores = [script.call("train_copy", params, {**config, "read": ids}, generator).items(3)[1]
                      for ids in (config["read"], other)]
            yield Case(f"{named(shape, 1, changes)}, read changed from {place} on",
                       script.returning(before=scores[0], after=scores[1]), known=dict(place=place))

    return cases


def four_of_five(rng):
    """Rows of four symbols out of five to copy, and others that are read; which symbol is which is drawn, too.

    The start is the same for everyone, because from some starts the reference itself would learn too late.
    """
    fixed, symbols, order = np.random.default_rng(8), 5, rng.permutation(5)

    def weights(before, after):
        return fixed.normal(size=(before, after)) / np.sqrt(before)

    attention = [weights(16, 16) for _ in range(4)]
    layer = (weights(16, 8), np.zeros(8), weights(8, 16), np.zeros(16))
    roles = np.append(order, symbols)
    params = (fixed.normal(size=(6, 16))[roles], [(np.ones(16), *attention, np.ones(16), *layer)], np.ones(16),
              0.1 * fixed.normal(size=(16, 6))[:, roles])
    unseen = rng.integers(symbols, size=(100, 4))
    rows = np.concatenate([unseen, np.full((100, 1), symbols), unseen], axis=1)
    config = dict(symbols=symbols, length=4, h=1, batch=32, updates=40, lr=0.06, warmup=12, read=rows[:4, :-1])
    yield Case("4 symbols of 5, 40 updates", dict(params=params, config=config, rng=seed(rng)), known=dict(ids=rows))


END = ('''params = (e, [tuple(inner[i:i + 10]) for i in range(0, len(inner), 10)], gamma, w_out)
        losses.append(loss)
    return params, transformer_lm(config["read"], params, h)''')
SMALL = models((2, 1, 2, 1, 1, 1), blocks=0)  # can be done by hand


def trained(**changes):
    """Some updates of a model that can be done by hand, and of larger ones."""
    return several(models((2, 1, 2, 1, 1, 1), blocks=0, **changes),
                   models((3, 2, 4, 3, 2, 2), (2, 3, 3, 4, 1, 3), **changes),
                   models((3, 2, 4, 2, 2, 2), blocks=2, **changes))


EXERCISE = Exercise(train_copy, reference, accepts=[in_place], seconds=60.0, harmless=[
    Harmless("a list of ten arrays is a block, too", ("tuple(inner[i:i + 10])", "inner[i:i + 10]"))], checks={
    "loss": agrees("tells the loss of the copy", item=2, points=2,
        on=several(SMALL, models((3, 2, 4, 3, 2, 2), (2, 3, 3, 4, 1, 3))),
        hint=("Write a row down, and below each token the one that comes next. Which of these can anybody know?",
              "The token that comes after the separator is the first symbol of the copy."),
        catches=[Mistake("takes the loss over the whole row", "np.arange(2 * n) >= n", "np.arange(2 * n) >= 0"),
                 Mistake("leaves out the first symbol of the copy", "np.arange(2 * n) >= n",
                         "np.arange(2 * n) >= min(n + 1, 2 * n - 1)"),
                 Mistake("asks for the separator as well", "np.arange(2 * n) >= n", "np.arange(2 * n) >= n - 1"),
                 Mistake("takes the token that it reads for the one to be foretold",
                         "rows[:, :-1], rows[:, 1:]", "rows[:, :-1], rows[:, :-1]",
                         hint="At each position the token that comes next is foretold."),
                 Mistake("has no encoding of the positions", " + positional_encoding(2 * n, e.shape[1])", "",
                         hint="The model is that of transformer_lm, with all of its parts."),
                 Mistake("does not normalise before w_out", "hidden = rmsnorm(x[-1], gamma)", "hidden = x[-1]",
                         hint="The model is that of transformer_lm, with all of its parts."),
                 Mistake("sums the loss over the symbols of a row", "losses.append(loss)",
                         "losses.append(n * loss)",
                         hint="The mean over all N * n symbols is asked.")]),
    "update": agrees("updates every array", item=0, points=3, on=trained(updates=3),
        hint=("Which arrays does an update change, by which gradients, and at which rate?",
              "Scores, normalisation, the blocks from the last to the first, rows of E. All arrays share Adam's t."),
        catches=[Mistake("never trains E", "np.add.at(de, read, dx)", "pass"),
                 Mistake("loses the repeats of a token, as `de[read] += dx` does", "np.add.at(de, read, dx)",
                         "de[read] += dx",
                         hint="np.add.at adds each place by itself."),
                 Mistake("never trains w_out", "np.tensordot(hidden, dz, axes=([0, 1], [0, 1]))", "0 * w_out"),
                 Mistake("forgets the last normalisation on the way back",
                         "dx, dgamma = rmsnorm_backward(dz @ w_out.T, x.pop(), gamma)",
                         "dx, dgamma = dz @ w_out.T, rmsnorm_backward(dz @ w_out.T, x.pop(), gamma)[1]"),
                 Mistake("gives every block what came back from the scores", "dx, own = transformer",
                         "_, own = transformer",
                         hint="What comes back from a block goes on to the block before it."),
                 Mistake("climbs instead of descending", "adam_step(w, dw, m", "adam_step(w, -dw, m",
                         hint="adam_step goes downhill by itself: hand it the gradient as it is."),
                 Mistake("counts no updates: Adam's t is always 1", "m, v, step + 1, lr)", "m, v, 1, lr)"),
                 Mistake("forgets Adam's averages after each update", "averages = [(m, v) for _, m, v in steps]",
                         "averages = None",
                         hint="Each array keeps its m and v for the next update."),
                 Mistake("learns the rows of the first update again and again", "symbols = rng.integers(",
                         "symbols = symbols if step else rng.integers(",
                         hint="Each update draws rows of its own.")]),
    "schedule": agrees("warms up, and follows the cosine", item=0, points=2, on=trained(updates=5, warmup=2),
        hint="The first update has step=0, and total is the number of all updates.",
        catches=[Mistake("learns at the same rate all the time",
                         'cosine_schedule(step, config["lr"], config["warmup"], config["updates"])', 'config["lr"]',
                         hint="cosine_schedule gives the rate of each update."),
                 Mistake("does not warm up", 'config["warmup"], config["updates"])', '0, config["updates"])'),
                 Mistake("counts the steps of the schedule from 1", "cosine_schedule(step,",
                         "cosine_schedule(step + 1,"),
                 Mistake("adds the warm-up to the updates of the schedule", 'config["warmup"], config["updates"])',
                         'config["warmup"], config["warmup"] + config["updates"])')]),
    "scores": agrees("gives the scores of what it reads after training", item=1, points=1, on=trained(updates=2),
        hint="transformer_lm knows the way from tokens to scores.",
        catches=[Mistake("turns the scores into probabilities", 'transformer_lm(config["read"], params, h)',
                         'softmax(transformer_lm(config["read"], params, h))',
                         hint="Scores are asked, before any softmax."),
                 Mistake("reads with the parameters from before the last update", END,
                         END.replace("params = ", "before, params = params, ").replace("params, h)", "before, h)"),
                         hint="Read with the parameters that you return.")]),
    "causal": satisfies("sees nothing of what comes later", holds="later_changes_nothing_before", points=2,
        not_by_hand="it takes a block of attention, which is trained twice",
        on=changed_later((3, 3, 4, 3, 2, 2), (4, 2, 3, 4, 1, 3), (2, 1, 2, 1, 1, 1), updates=2),
        hint=("Without a mask training goes well: to copy a symbol that can be seen is easy. What is learnt then?",
              "Change the last token that is read after training: all scores before it must stay as they are."),
        catches=[Mistake("lets every position see the whole row", function=without_a_mask),
                 Mistake("reads from the last token to the first", 'transformer_lm(config["read"], params, h)',
                         'transformer_lm(config["read"][:, ::-1], params, h)[:, ::-1]')]),
    "copies": converges("copies rows that it has not seen", metric="miscopied", on=four_of_five, points=3,
        draws="losses",
        hint="All arrays have to learn, and each update goes on from the parameters of the one before.",
        catches=[Mistake("trains the layer of the scores alone", "zip(arrays, grads, averages)]",
                         "zip(arrays, [0 * g for g in grads[:-1]] + grads[-1:], averages)]"),
                 Mistake("starts each update from the parameters that it was given",
                         "        e, blocks, gamma, w_out = params\n",
                         "        given = given if step else params\n        e, blocks, gamma, w_out = given\n")]),
    "chance": reproducible(on=several(models((2, 1, 2, 1, 1, 2), blocks=0), models((3, 3, 4, 2, 2, 4))), points=1,
        hint="np.random.randint uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws the rows from the global generator", 'rng.integers(config["symbols"], size=',
                         'np.random.randint(config["symbols"], size=')]),
    "pure": keeps_inputs(on=several(SMALL, models((3, 2, 4, 2, 2, 2))), points=1,
        hint="`w -= step` changes the caller's array, and config.pop the caller's dict.",
        catches=[Mistake("updates the caller's arrays in place", "e, *inner, gamma, w_out = [w for w, _, _ in steps]",
                         "for old, (new, _, _) in zip(arrays, steps):\n            old[...] = new\n"
                         "        e, *inner, gamma, w_out = arrays"),
                 Mistake("takes a setting out of the caller's dict", 'config["length"], config["h"], []',
                         'config["length"], config.pop("h"), []')]),
})
