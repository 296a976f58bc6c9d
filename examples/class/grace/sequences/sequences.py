# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

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
    n, steps = ids.shape
    vectors = np.zeros((n, steps, w.shape[1]))
    for row in range(n):
        for t in range(steps):
            vectors[row, t, :] = w[ids[row, t], :]
    return vectors


def embedding_backward(dout, ids, size):
    dw = np.zeros((size, dout.shape[-1]))
    for row in range(ids.shape[0]):
        for t in range(ids.shape[1]):
            dw[ids[row, t]] += dout[row, t]
    return dw


def rnn_step_forward(x, h, wx, wh, b):
    e = np.exp(-2 * np.abs(x.dot(wx) + h.dot(wh) + b))
    return np.sign(x.dot(wx) + h.dot(wh) + b) * (1 - e) / (1 + e)


def rnn_step_backward(dout, x, h, wx, wh, b):
    dx, dh = np.zeros(x.shape), np.zeros(h.shape)
    dwx, dwh, db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape)
    for n in range(x.shape[0]):
        z = x[n].dot(wx) + h[n].dot(wh) + b
        delta = dout[n] / np.cosh(z) ** 2
        dx[n] = wx.dot(delta)
        dh[n] = wh.dot(delta)
        dwx += np.multiply.outer(x[n], delta)
        dwh += np.multiply.outer(h[n], delta)
        db += delta
    return dx, dh, dwx, dwh, db


def rnn_forward(x, h0, wx, wh, b):
    states = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    for n in range(x.shape[0]):
        h = h0[n]
        for t in range(x.shape[1]):
            h = np.tanh(x[n, t].dot(wx) + h.dot(wh) + b)
            states[n, t] = h
    return states


def rnn_backward(dout, x, h0, wx, wh, b):
    states = rnn_forward(x, h0, wx, wh, b)
    dx, dh = np.zeros(x.shape), np.zeros(h0.shape)
    dwx, dwh, db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape)
    t = x.shape[1]
    while t > 0:
        t -= 1
        before = h0 if t == 0 else states[:, t - 1, :]
        dx[:, t, :], dh, a, c, d = rnn_step_backward(dh + dout[:, t, :], x[:, t, :], before, wx, wh, b)
        dwx, dwh, db = dwx + a, dwh + c, db + d
    return dx, dh, dwx, dwh, db


def _logistic(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def _block(a, k):
    units = a.shape[-1] // 4
    return a[..., k * units : (k + 1) * units]


def _of_gates(x, h, wx, wh, b):
    z = x.dot(wx) + h.dot(wh) + b
    return _logistic(_block(z, 0)), _logistic(_block(z, 1)), np.tanh(_block(z, 2)), _logistic(_block(z, 3))


def lstm_step_forward(x, h, c, wx, wh, b):
    i, f, g, o = _of_gates(x, h, wx, wh, b)
    memory = np.add(np.multiply(f, c), np.multiply(i, g))
    return np.multiply(o, np.tanh(memory)), memory


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    i, f, g, o = _of_gates(x, h, wx, wh, b)
    memory = f * c + i * g
    to_memory = dc + dh * o / np.cosh(memory) ** 2
    slopes = [
        to_memory * g * (i - i**2),
        to_memory * c * (f - f**2),
        to_memory * i * (1 + g) * (1 - g),
        dh * np.tanh(memory) * (o - o**2),
    ]
    dx, dh_before = np.zeros(x.shape), np.zeros(h.shape)
    dwx, dwh, db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(b.shape)
    for k, slope in enumerate(slopes):
        dx += slope.dot(_block(wx, k).T)
        dh_before += slope.dot(_block(wh, k).T)
        _block(dwx, k)[...] = x.T.dot(slope)
        _block(dwh, k)[...] = h.T.dot(slope)
        _block(db, k)[...] = slope.sum(0)
    return dx, dh_before, to_memory * f, dwx, dwh, db


def lstm_forward(x, h0, c0, wx, wh, b):
    states = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    for n in range(x.shape[0]):
        h, c = h0[n], c0[n]
        for t in range(x.shape[1]):
            h, c = lstm_step_forward(x[n, t], h, c, wx, wh, b)
            states[n, t] = h
    return states


def _states_and_memories(x, h, c, wx, wh, b):
    """The pairs (h, c) before the first step and after each step, for all sequences at once."""
    pairs = [(h, c)]
    for t in range(x.shape[1]):
        pairs.append(lstm_step_forward(x[:, t], *pairs[-1], wx, wh, b))
    return pairs


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    pairs = _states_and_memories(x, h0, c0, wx, wh, b)
    dx, dh, dc = np.zeros(x.shape), 0.0, np.zeros(c0.shape)
    totals = [0.0, 0.0, 0.0]
    for t in range(x.shape[1] - 1, -1, -1):
        h, c = pairs[t]
        dx[:, t], dh, dc, *grads = lstm_step_backward(dout[:, t] + dh, dc, x[:, t], h, c, wx, wh, b)
        for k in range(3):
            totals[k] = totals[k] + grads[k]
    return [dx, dh, dc, *totals]


def gru_step(x, h, wx, wh, bx, bh):
    units = h.shape[1]
    new = np.zeros(h.shape)
    for n in range(len(x)):
        from_x, from_h = x[n].dot(wx) + bx, h[n].dot(wh) + bh
        for k in range(units):
            r = _logistic(from_x[k] + from_h[k])
            z = _logistic(from_x[units + k] + from_h[units + k])
            candidate = math.tanh(from_x[2 * units + k] + r * from_h[2 * units + k])
            new[n, k] = candidate + z * (h[n, k] - candidate)
    return new


def temporal_softmax_loss(z, y, mask):
    total, steps = 0.0, int(mask.sum())
    dz = np.zeros(z.shape)
    for n in range(z.shape[0]):
        for t in range(z.shape[1]):
            if mask[n, t]:
                scores = z[n, t] - max(z[n, t])
                e = np.exp(scores)
                total += math.log(e.sum()) - scores[y[n, t]]
                dz[n, t] = e / e.sum() / steps
                dz[n, t, y[n, t]] -= 1 / steps
    return total / steps, dz


def perplexity(loss):
    losses = np.ravel(loss)
    return math.exp(math.fsum(losses) / len(losses))


def sample_token(z, temperature, rng):
    drawn = rng.random(z.shape[0])
    tokens = np.zeros(z.shape[0], dtype=int)
    for n in range(z.shape[0]):
        quotients = z[n] / temperature
        weights = [math.exp(q - max(quotients)) for q in quotients]
        reached = 0.0
        for k, weight in enumerate(weights):
            reached += weight / sum(weights)
            if reached > drawn[n]:
                tokens[n] = k
                break
    return tokens


def train_char_lstm(ids, params, config, rng):
    readers = [int(start) for start in rng.integers(0, len(ids), config["batch"])]
    arrays = {name: np.array(w) for name, w in zip(("table", "wx", "wh", "b", "out", "bias"), params)}
    firsts = {name: np.zeros_like(w) for name, w in arrays.items()}
    seconds = {name: np.zeros_like(w) for name, w in arrays.items()}
    h = np.zeros((len(readers), arrays["wh"].shape[0]))
    c = h.copy()
    told = []
    for number in range(1, config["updates"] + 1):
        grads, h, c, loss = _one_piece(ids, readers, arrays, config["steps"], h, c)
        told.append(loss)
        readers = [start + config["steps"] for start in readers]
        length = math.sqrt(sum(float(np.sum(g * g)) for g in grads.values()))
        rate = config["lr"] * (1 - (number - 1) / config["updates"])
        for name, g in grads.items():
            if length > config["max_norm"]:
                g = g * (config["max_norm"] / length)
            firsts[name] = 0.9 * firsts[name] + 0.1 * g
            seconds[name] = 0.999 * seconds[name] + 0.001 * g**2
            size = np.sqrt(seconds[name] / (1 - 0.999**number)) + 1e-8
            arrays[name] = arrays[name] - rate * (firsts[name] / (1 - 0.9**number)) / size
    return tuple(arrays.values()), told


def _one_piece(ids, readers, arrays, steps, h, c):
    """The gradients and the loss of one update, and the state and the memory after it."""
    lstm = arrays["wx"], arrays["wh"], arrays["b"]
    read = np.array([[ids[(start + t) % len(ids)] for t in range(steps)] for start in readers])
    after = np.array([[ids[(start + t + 1) % len(ids)] for t in range(steps)] for start in readers])
    before, seen, scores = [], [], np.zeros((*read.shape, len(arrays["bias"])))
    for t in range(steps):
        x = arrays["table"][read[:, t]]
        before.append((x, h, c))
        h, c = lstm_step_forward(x, h, c, *lstm)
        seen.append(h)
        scores[:, t] = h.dot(arrays["out"]) + arrays["bias"]
    loss, slopes = temporal_softmax_loss(scores, after, np.ones(read.shape, dtype=bool))
    grads = {name: np.zeros_like(w) for name, w in arrays.items()}
    dh, dc = np.zeros(h.shape), np.zeros(c.shape)
    for t in range(steps - 1, -1, -1):
        grads["out"] += seen[t].T.dot(slopes[:, t])
        grads["bias"] += slopes[:, t].sum(0)
        dh = dh + slopes[:, t].dot(arrays["out"].T)
        dx, dh, dc, dwx, dwh, db = lstm_step_backward(dh, dc, *before[t], *lstm)
        for name, g in (("wx", dwx), ("wh", dwh), ("b", db)):
            grads[name] += g
        for token, own in zip(read[:, t], dx):
            grads["table"][token] += own
    return grads, h, c, loss
