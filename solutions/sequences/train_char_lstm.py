"""train_char_lstm: a network learns to foretell the next character of a text."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, converges, keeps_inputs, reproducible
from autograder.exercise.cases import balanced_text, many, seed


def train_char_lstm(ids, params, config, rng):
    """Train an LSTM to foretell the next character of a text; return ``(params, losses)``.

    ``ids`` is an int array ``(L,)``, the text: each character is a number from 0 to ``V - 1``. ``params`` is a tuple of
    six float arrays ``(table, wx, wh, b, w_out, b_out)``. Each character that is read becomes its row of ``table``,
    ``(V, D)``, as in `embedding_forward`; an LSTM with ``wx`` ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)`` and ``b``
    ``(4 * H,)`` reads these rows, as in `lstm_step_forward`; and from the state ``h`` after each step come the scores
    ``h @ w_out + b_out`` of the ``V`` characters that may follow, with ``w_out`` ``(H, V)`` and ``b_out`` ``(V,)``.

    ``config`` is a dict. Its ``'batch'``, ``N``, says how many readers go through the text side by side, and its
    ``'steps'``, ``T``, how many characters each of them reads in one update.

    - **Places.** Draw ``starts = rng.integers(L, size=N)`` once: reader ``n`` starts at ``ids[starts[n]]``. In each
      update it goes on where it has stopped, and after the last character of the text comes the first one again.
    - **Targets.** What a reader is to foretell at each step is the character that follows the one that it has read. So
      an update that reads the places ``s`` to ``s + T - 1`` has those from ``s + 1`` to ``s + T`` for its targets.
    - **State.** State and memory are 0 before the first update. Each further update starts from those that the one
      before has left behind, but takes them as given: no gradient goes back from one update into another.
    - **Gradient.** The loss is the mean cross-entropy over all ``N * T`` steps of the update. The gradients of all six
      arrays together are clipped by `clip_by_global_norm` with ``config['max_norm']``.
    - **Update.** Each array is updated once by `adam_step`; its averages start at 0, and ``t`` is 1 in the first
      update. There are ``U = config['updates']`` of them, 1 or more, and the learning rate falls in a straight line:
      in update ``u``, from 0 on, it is ``config['lr'] * (1 - u / U)``.

    ``params`` is returned as a new tuple. ``losses`` is a list with a number for each update: its loss, before the
    parameters change. All calls together may take 60 seconds.

    >>> ids = np.array([0, 0, 1])
    >>> params = (np.array([[1.0], [-1.0]]), *(np.full((1, 4), 0.5) for _ in range(2)), np.zeros(4),
    ...           np.array([[1.0, -1.0]]), np.zeros(2))
    >>> config = dict(batch=1, steps=2, updates=3, lr=0.3, max_norm=1.0)
    >>> (table, *_, b_out), losses = train_char_lstm(ids, params, config, np.random.default_rng(0))
    >>> print(table.round(4), b_out.round(4), np.round(losses, 4))
    [[ 1.1383]
     [-0.4311]] [ 0.331 -0.331] [0.6802 1.0953 1.0084]
    """
    starts = rng.integers(len(ids), size=config["batch"])[:, None]
    h = c = np.zeros((config["batch"], len(params[2])))
    moments, losses = [(0.0, 0.0)] * len(params), []
    for u in range(config["updates"]):
        table, wx, wh, b, w_out, b_out = params
        text = ids[(starts + u * config["steps"] + np.arange(config["steps"] + 1)) % len(ids)]
        read, targets = text[:, :-1], text[:, 1:]
        x, h0, c0, states = embedding_forward(read, table), h, c, []
        for t in range(config["steps"]):
            h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
            states.append(h)
        states = np.stack(states, axis=1)
        loss, dz = temporal_softmax_loss(states @ w_out + b_out, targets, np.full(targets.shape, True))
        dx, _, _, *grads = lstm_backward(dz @ w_out.T, x, h0, c0, wx, wh, b)
        grads = [embedding_backward(dx, read, len(table)), *grads,
                 np.tensordot(states, dz, axes=([0, 1], [0, 1])), dz.sum(axis=(0, 1))]
        grads = clip_by_global_norm(grads, config["max_norm"])
        lr = config["lr"] * (1 - u / config["updates"])
        steps = [adam_step(w, dw, m, v, u + 1, lr) for w, dw, (m, v) in zip(params, grads, moments)]
        params = tuple(w for w, _, _ in steps)
        moments = [(m, v) for _, m, v in steps]
        losses.append(loss)
    return params, losses


def reference(ids, params, config, rng):
    """torch's embedding, nn.LSTM, loss, autograd, total norm, Adam and schedule."""
    import torch
    from torch.nn import functional as F

    params = [w.clone().requires_grad_() for w in params]
    table, wx, wh, b, w_out, b_out = params
    updates, n = config["updates"], config["batch"]
    lstm = torch.nn.LSTM(len(wx), len(wh), batch_first=True, dtype=torch.float64)
    adam = torch.optim.Adam(params, lr=config["lr"])
    schedule = torch.optim.lr_scheduler.LambdaLR(adam, lambda u: 1 - u / updates)
    state = (torch.zeros(1, n, len(wh), dtype=torch.float64), torch.zeros(1, n, len(wh), dtype=torch.float64))
    readers, losses = torch.from_numpy(rng.integers(len(ids), size=n)), []
    for _ in range(updates):
        text = torch.stack([ids[(readers + t) % len(ids)] for t in range(config["steps"] + 1)], dim=1)
        readers = readers + config["steps"]
        weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
        states, state = torch.func.functional_call(lstm, weights, (F.embedding(text[:, :-1], table), state))
        state = tuple(part.detach() for part in state)
        loss = F.cross_entropy(F.linear(states, w_out.T, b_out).flatten(0, 1), text[:, 1:].flatten())
        adam.zero_grad()
        loss.backward()
        shrink = (config["max_norm"] / torch.nn.utils.get_total_norm([w.grad for w in params])).clamp(max=1)
        for w in params:
            w.grad *= shrink
        adam.step()
        schedule.step()
        losses.append(loss.item())
    return tuple(w.detach() for w in params), losses


def written_out(ids, params, config, rng):
    """Another right solution: gates, loss, clipping and Adam written out, one step of the readers after the other."""
    places = rng.integers(0, len(ids), config["batch"])
    n, units = len(places), len(params[2])
    params, steps = [np.array(w) for w in params], config["steps"]
    first, second = [np.zeros_like(w) for w in params], [np.zeros_like(w) for w in params]
    h, c, rows, losses = np.zeros((n, units)), np.zeros((n, units)), np.arange(n), []
    while len(losses) < config["updates"]:
        table, wx, wh, b, w_out, b_out = params
        kept, loss = [], 0.0
        for _ in range(steps):
            read, places = ids[places], (places + 1) % len(ids)
            z = table[read] @ wx + h @ wh + b
            i, f, o = (1 / (1 + np.exp(-z[:, k * units:(k + 1) * units])) for k in (0, 1, 3))
            g, before = np.tanh(z[:, 2 * units:3 * units]), (h, c)
            c = f * c + i * g
            shown = np.tanh(c)
            h = o * shown
            scores = h @ w_out + b_out
            e = np.exp(scores - scores.max(axis=1)[:, None])
            p = e / e.sum(axis=1)[:, None]
            loss -= np.log(p[rows, ids[places]]).sum() / (n * steps)
            p[rows, ids[places]] -= 1
            kept.append((read, *before, i, f, g, o, shown, h, p / (n * steps)))
        grads, dh, dc = [np.zeros_like(w) for w in params], 0.0, 0.0
        for read, h_before, c_before, i, f, g, o, shown, h_after, dz in kept[::-1]:
            dh = dh + dz @ w_out.T
            dc = dc + dh * o * (1 - shown**2)
            d = np.hstack([dc * g * i * (1 - i), dc * c_before * f * (1 - f), dc * i * (1 - g**2),
                           dh * shown * o * (1 - o)])
            np.add.at(grads[0], read, d @ wx.T)
            for place, own in enumerate([table[read].T @ d, h_before.T @ d, d.sum(axis=0), h_after.T @ dz,
                                         dz.sum(axis=0)], start=1):
                grads[place] += own
            dh, dc = d @ wh.T, dc * f
        shrink = min(1.0, config["max_norm"] / np.sqrt(sum((g * g).sum() for g in grads)))
        count = len(losses) + 1
        rate = config["lr"] - config["lr"] * len(losses) / config["updates"]
        for k, g in enumerate(grads):
            first[k] += 0.1 * (shrink * g - first[k])
            second[k] += 0.001 * ((shrink * g) ** 2 - second[k])
            size = np.sqrt(second[k] / (1 - 0.999**count)) + 1e-8
            params[k] = params[k] - rate * first[k] / (1 - 0.9**count) / size
        losses.append(float(loss))
    return tuple(params), losses


USUAL = dict(batch=1, steps=1, updates=1, lr=0.1, max_norm=1000.0)


def network(rng, characters, depth, units, gain=1.0):
    """The parameters of a small network, whose memory lasts for some steps."""
    b = 0.5 * rng.normal(size=4 * units)
    b[units:2 * units] += 1.0
    return (rng.normal(size=(characters, depth)), gain * rng.normal(size=(depth, 4 * units)),
            gain / np.sqrt(units) * rng.normal(size=(units, 4 * units)), b,
            gain * rng.normal(size=(units, characters)), rng.normal(size=characters))


def readers(*sizes, gain=1.0, **changes):
    """Random texts, each character of which comes, and networks: ``(L, V, D, H, N, T)``."""

    def cases(rng):
        for length, characters, depth, units, n, steps in sizes:
            ids = rng.permutation(np.append(np.arange(characters), rng.integers(characters, size=length - characters)))
            config = {**USUAL, **changes, "batch": n, "steps": steps}
            config["lr"] *= float(rng.uniform(0.5, 1.0))
            said = ", ".join(f"{name} {value}" for name, value in changes.items())
            said = f"{many(n, 'reader')}, {many(steps, 'step')}, {said}"
            yield Case(f"L={length}, V={characters}, D={depth}, H={units}, {said}",
                       dict(ids=ids, params=network(rng, characters, depth, units, gain), config=config,
                            rng=seed(rng)))

    return cases


def balanced(rng):
    """A text of words such as ``aaabbb.``, and more of it to be foretold; which character is which is drawn, too.

    The start is the same for everyone, because from some starts the reference itself would learn too late.
    """
    text, (rows, length), fixed = balanced_text(rng, 600), (48, 60), np.random.default_rng(5)
    roles = np.argsort([text[0], 3 - text[0] - text[-1], text[-1]])  # what the characters 0, 1, 2 are
    table, wx, wh = fixed.normal(size=(3, 3)), fixed.normal(size=(3, 64)) / np.sqrt(3), fixed.normal(size=(16, 64)) / 4
    params = (table[roles], wx, wh, np.repeat([0.0, 1.0, 0.0, 0.0], 16), fixed.normal(size=(16, 3))[:, roles] / 4,
              np.zeros(3))
    config = dict(batch=64, steps=16, updates=16, lr=0.2, max_norm=5.0)
    unseen = text[:rows * length].reshape(rows, length)
    yield Case("about 250 words, 16 updates", dict(ids=text[rows * length:], params=params, config=config,
                                                   rng=seed(rng)), known=dict(ids=unseen))


SMALL = (3, 2, 1, 1, 1, 2)  # can be done by hand

EXERCISE = Exercise(train_char_lstm, reference, accepts=[written_out], seconds=60.0, checks={
    "loss": agrees("tells the loss of what it foretells", item=1, points=2,
        on=readers(SMALL, (9, 4, 2, 3, 3, 4), (6, 3, 3, 3, 2, 9)),
        hint=("Write down what a reader reads in one update, and below each character what it is to foretell.",
              "T characters are read, and T + 1 are needed."),
        catches=[Mistake("takes the character that it reads for the one to be foretold", "text[:, :-1], text[:, 1:]",
                         "text[:, :-1], text[:, :-1]"),
                 Mistake("foretells the character before, so that it reads the text backwards",
                         "read, targets = text[:, :-1], text[:, 1:]", "targets, read = text[:, :-1], text[:, 1:]"),
                 Mistake("lets all readers start at the beginning of the text", "[(starts +", "[(0 * starts +",
                         hint="Reader n starts at starts[n]."),
                 Mistake("stays at the last character instead of going on with the first one", ") % len(ids)]",
                         ").clip(max=len(ids) - 1)]",
                         hint="After the last character comes the first one: % takes care of that."),
                 Mistake("forgets the bias of the scores", "states @ w_out + b_out", "states @ w_out",
                         hint="The scores are h @ w_out + b_out."),
                 Mistake("sums the loss over the steps of a reader", "losses.append(loss)",
                         'losses.append(config["steps"] * loss)',
                         hint="The mean over all N * T steps is asked.")]),
    "update": agrees("updates all six arrays", item=0, points=3,
        on=readers(SMALL, (9, 4, 2, 3, 3, 4), (7, 3, 3, 3, 2, 5), updates=2),
        hint=("Which arrays does an update change, by which gradients, and at which rate?",
              "Scores, states, rows of the table. Each array has its own m and v; all share t."),
        catches=[Mistake("never trains the table of the characters", "embedding_backward(dx, read, len(table))",
                         "0 * table"),
                 Mistake("never trains the bias of the scores", "dz.sum(axis=(0, 1))]", "0 * b_out]"),
                 Mistake("gives the gradient of the scores to the LSTM as it is, without w_out",
                         "lstm_backward(dz @ w_out.T,", "lstm_backward(np.resize(dz, states.shape),",
                         hint="The states were multiplied by w_out."),
                 Mistake("climbs instead of descending", "adam_step(w, dw, m", "adam_step(w, -dw, m",
                         hint="adam_step goes downhill by itself: hand it the gradient as it is."),
                 Mistake("counts no updates: Adam's t is always 1", "m, v, u + 1, lr)", "m, v, 1, lr)"),
                 Mistake("forgets Adam's averages after each update",
                         "moments = [(m, v) for _, m, v in steps]", "pass"),
                 Mistake("reads the same characters in each update", 'u * config["steps"] + np', "np",
                         hint="Each update goes on where the one before has stopped, T characters further."),
                 Mistake("leaves a character out between two updates", 'u * config["steps"] + np',
                         'u * (config["steps"] + 1) + np',
                         hint="Each update goes on where the one before has stopped, T characters further.")]),
    "state": agrees("goes on from the state that the update before has left behind", item=0, points=3,
        on=readers(SMALL, (9, 4, 2, 3, 3, 2), (11, 3, 3, 4, 2, 3), updates=4, gain=1.5),
        hint=("What does a reader know that begins with `bb.`?",
              "Keep h and c for the next update; the way back begins at the same h and c."),
        catches=[Mistake("starts each update from a state and a memory of 0", "table), h, c, []",
                         "table), 0 * h, 0 * c, []\n        h, c = h0, c0"),
                 Mistake("keeps the state for the next update, but not the memory", "table), h, c, []",
                         "table), h, 0 * c, []\n        c = c0"),
                 Mistake("keeps the state for the next update, but goes back as if it had been 0",
                         "x, h0, c0, wx, wh, b)", "x, 0 * h0, 0 * c0, wx, wh, b)")]),
    "clip": agrees("clips the gradient", item=0, points=2,
        on=readers(SMALL, (9, 4, 2, 3, 3, 4), (7, 3, 3, 3, 2, 5), updates=4, gain=2.0, max_norm=0.05),
        hint="Put all six gradients into one list: together they have one norm.",
        catches=[Mistake("does not clip", 'clip_by_global_norm(grads, config["max_norm"])', "grads"),
                 Mistake("clips each array by itself", 'clip_by_global_norm(grads, config["max_norm"])',
                         '[clip_by_global_norm([g], config["max_norm"])[0] for g in grads]'),
                 Mistake("cuts each number off at max_norm", 'clip_by_global_norm(grads, config["max_norm"])',
                         '[np.clip(g, -config["max_norm"], config["max_norm"]) for g in grads]')]),
    "decay": agrees("lowers the learning rate in a straight line", item=0, points=1,
        on=readers(SMALL, (8, 3, 2, 3, 2, 3), (6, 4, 2, 2, 1, 2), updates=3),
        hint="The first update has the whole learning rate, the last one the U-th part of it.",
        catches=[Mistake("never lowers the learning rate", '(1 - u / config["updates"])', "1"),
                 Mistake("lowers the learning rate in the first update already", '(1 - u / config["updates"])',
                         '(1 - (u + 1) / config["updates"])'),
                 Mistake("lowers the learning rate to 0 in the last update", '(1 - u / config["updates"])',
                         '(1 - u / (config["updates"] - 1))')]),
    "learns": converges("foretells a text that it has not seen", metric="perplexity", on=balanced, points=3,
        draws="losses",
        hint="All six arrays have to learn, and each update goes on from the parameters of the one before.",
        catches=[Mistake("trains the layer of the scores alone", "for w, dw, (m, v) in zip(params, grads, moments)]",
                         "for w, dw, (m, v) in zip(params, [0 * g for g in grads[:4]] + grads[4:], moments)]"),
                 Mistake("starts each update from the parameters that it was given",
                         "        table, wx, wh, b, w_out, b_out = params\n",
                         "        given = params if u == 0 else given\n        params = given\n"
                         "        table, wx, wh, b, w_out, b_out = params\n")]),
    "chance": reproducible(on=readers(SMALL, (9, 4, 2, 3, 3, 2), (30, 3, 2, 2, 4, 2)), points=1,
        hint="np.random.randint uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws the places from the global generator", 'rng.integers(len(ids), size=config["batch"])',
                         'np.random.randint(len(ids), size=config["batch"])')]),
    "pure": keeps_inputs(on=readers(SMALL, (9, 4, 2, 3, 3, 2), updates=2), points=1,
        hint="`w -= step` changes the caller's array, and config.pop the caller's dict.",
        catches=[Mistake("updates the caller's arrays in place", "params = tuple(w for w, _, _ in steps)",
                         "for old, (new, _, _) in zip(params, steps):\n            old[...] = new"),
                 Mistake("takes a setting out of the caller's dict", 'size=config["batch"])[:, None]',
                         'size=config.pop("batch"))[:, None]\n    config = {**config, "batch": len(starts)}')]),
})
