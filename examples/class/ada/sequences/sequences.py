# Right, in whole arrays, written from the statements alone.
import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)) of each element, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def clip_by_global_norm(grads, max_norm):
    """The gradients as a new list, scaled down together so that their global norm is max_norm at most."""
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads]


def embedding_forward(ids, w):
    return np.take(w, ids, axis=0)


def embedding_backward(dout, ids, size):
    hits = (ids.reshape(-1, 1) == np.arange(size)).astype(float)  # (N * T, size)
    return hits.T @ dout.reshape(-1, dout.shape[2])


def rnn_step_forward(x, h, wx, wh, b):
    return np.tanh(x @ wx + h @ wh + b)


def rnn_step_backward(dout, x, h, wx, wh, b):
    a = rnn_step_forward(x, h, wx, wh, b)
    dz = dout * (1 - a * a)
    return dz @ wx.T, dz @ wh.T, x.T @ dz, h.T @ dz, dz.sum(axis=0)


def rnn_forward(x, h0, wx, wh, b):
    n, steps, _ = x.shape
    states = np.empty((n, steps, len(b)))
    h = h0
    for t in range(steps):
        h = rnn_step_forward(x[:, t], h, wx, wh, b)
        states[:, t] = h
    return states


def rnn_backward(dout, x, h0, wx, wh, b):
    states = rnn_forward(x, h0, wx, wh, b)
    before = np.concatenate([h0[:, np.newaxis], states[:, :-1]], axis=1)
    dz = np.empty(dout.shape)
    coming = np.zeros(h0.shape)
    for t in range(x.shape[1])[::-1]:
        dz[:, t] = (dout[:, t] + coming) * (1 - states[:, t] ** 2)
        coming = dz[:, t] @ wh.T
    dwx = np.tensordot(x, dz, axes=([0, 1], [0, 1]))
    dwh = np.tensordot(before, dz, axes=([0, 1], [0, 1]))
    return dz @ wx.T, coming, dwx, dwh, dz.sum(axis=(0, 1))


def _gates(x, h, wx, wh, b):
    i, f, g, o = np.split(x @ wx + h @ wh + b, 4, axis=-1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def lstm_step_forward(x, h, c, wx, wh, b):
    i, f, g, o = _gates(x, h, wx, wh, b)
    c = f * c + i * g
    return o * np.tanh(c), c


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    i, f, g, o = _gates(x, h, wx, wh, b)
    shown = np.tanh(f * c + i * g)
    d_memory = dc + dh * o * (1 - shown**2)
    dz = np.hstack(
        [
            d_memory * g * i * (1 - i),
            d_memory * c * f * (1 - f),
            d_memory * i * (1 - g**2),
            dh * shown * o * (1 - o),
        ]
    )
    return dz @ wx.T, dz @ wh.T, d_memory * f, x.T @ dz, h.T @ dz, dz.sum(axis=0)


def lstm_forward(x, h0, c0, wx, wh, b):
    h, c, states = h0, c0, []
    for t in range(x.shape[1]):
        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
        states.append(h)
    return np.stack(states, axis=1)


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    steps = x.shape[1]
    h, c, before = h0, c0, []
    for t in range(steps):
        before.append((h, c))
        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
    dx, dh, dc = np.zeros(x.shape), np.zeros(h0.shape), np.zeros(c0.shape)
    dwx, dwh, db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape)
    for t in range(steps)[::-1]:
        step = lstm_step_backward(dout[:, t] + dh, dc, x[:, t], *before[t], wx, wh, b)
        dx[:, t], dh, dc = step[:3]
        dwx += step[3]
        dwh += step[4]
        db += step[5]
    return dx, dh, dc, dwx, dwh, db


def gru_step(x, h, wx, wh, bx, bh):
    x_r, x_z, x_n = np.split(x @ wx + bx, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ wh + bh, 3, axis=1)
    z = sigmoid(x_z + h_z)
    n = np.tanh(x_n + sigmoid(x_r + h_r) * h_n)
    return (1 - z) * n + z * h


def temporal_softmax_loss(z, y, mask):
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = (np.arange(z.shape[-1]) == y[..., np.newaxis]) + 0.0
    weights = (mask / np.count_nonzero(mask))[..., np.newaxis]
    return -(weights * one_hot * log_p).sum(), weights * (np.exp(log_p) - one_hot)


def perplexity(loss):
    return np.exp(np.mean(loss))


def sample_token(z, temperature, rng):
    z = z / temperature
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    u = rng.random(len(z))
    return (np.cumsum(p, axis=1)[:, :-1] <= u[:, np.newaxis]).sum(axis=1)


def train_char_lstm(ids, params, config, rng):
    n, steps, updates = config["batch"], config["steps"], config["updates"]
    place = rng.integers(len(ids), size=n)
    h = np.zeros((n, len(params[2])))
    c = np.zeros_like(h)
    everything = np.ones((n, steps), dtype=bool)
    averages = [(np.zeros(w.shape), np.zeros(w.shape)) for w in params]
    losses = []
    for u in range(updates):
        table, wx, wh, b, w_out, b_out = params
        window = np.take(ids, place[:, None] + np.arange(steps + 1), mode="wrap")
        place = (place + steps) % len(ids)
        x = embedding_forward(window[:, :-1], table)
        start = h, c
        states = np.empty((n, steps, h.shape[1]))
        for t in range(steps):
            h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
            states[:, t] = h
        loss, dz = temporal_softmax_loss(states @ w_out + b_out, window[:, 1:], everything)
        losses.append(loss)

        dx, _, _, dwx, dwh, db = lstm_backward(dz @ w_out.T, x, *start, wx, wh, b)
        dtable = embedding_backward(dx, window[:, :-1], len(table))
        flat_states, flat_dz = states.reshape(n * steps, -1), dz.reshape(n * steps, -1)
        grads = [dtable, dwx, dwh, db, flat_states.T @ flat_dz, flat_dz.sum(axis=0)]
        lr = config["lr"] * (updates - u) / updates
        moved = []
        for k, g in enumerate(clip_by_global_norm(grads, config["max_norm"])):
            w, *averages[k] = adam_step(params[k], g, *averages[k], u + 1, lr)
            moved.append(w)
        params = tuple(moved)
    return params, losses
