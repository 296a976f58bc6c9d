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
    return w[ids]


def embedding_backward(dout, ids, size):
    dw = np.zeros((size, dout.shape[-1]))
    np.add.at(dw, ids, dout)  # unlike dw[ids] += dout it adds once for each time that a token comes
    return dw


def rnn_step_forward(x, h, wx, wh, b):
    return np.tanh(x @ wx + h @ wh + b)


def rnn_step_backward(dout, x, h, wx, wh, b):
    dz = dout * (1 - rnn_step_forward(x, h, wx, wh, b)**2)
    return dz @ wx.T, dz @ wh.T, x.T @ dz, h.T @ dz, dz.sum(axis=0)


def rnn_forward(x, h0, wx, wh, b):
    states = []
    for t in range(x.shape[1]):
        h0 = rnn_step_forward(x[:, t], h0, wx, wh, b)
        states.append(h0)
    return np.stack(states, axis=1)


def before_each_step(first, states):
    """What the layer starts each step from: (N, T, H), from first (N, H) and the states (N, T, H) after the steps."""
    return np.concatenate([first[:, None], states[:, :-1]], axis=1)


def rnn_backward(dout, x, h0, wx, wh, b):
    states = rnn_forward(x, h0, wx, wh, b)
    dz, dh = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        dz[:, t] = (dout[:, t] + dh) * (1 - states[:, t]**2)
        dh = dz[:, t] @ wh.T
    dwx = np.einsum('ntd,nth->dh', x, dz)
    dwh = np.einsum('ntg,nth->gh', before_each_step(h0, states), dz)
    return dz @ wx.T, dh, dwx, dwh, dz.sum(axis=(0, 1))


def lstm_gates(x, h, wx, wh, b):
    """The gates and the candidate of an LSTM at one step: i, f, g, o."""
    i, f, g, o = np.split(x @ wx + h @ wh + b, 4, axis=-1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def lstm_gates_backward(dh, dc, c, new_c, gates):
    """The gradients (dz, dc) of the gates' weighted sums and of the memory c before, from those after the step."""
    i, f, g, o = gates
    tanh = np.tanh(new_c)
    dc = dc + dh * o * (1 - tanh**2)
    dz = [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tanh * o * (1 - o)]
    return np.concatenate(dz, axis=-1), dc * f


def lstm_scan(x, h, c, wx, wh, b):
    """All states (N, T, H), all memories (N, T, H), and a list of the gates at each step."""
    states, memories, gates = [], [], []
    for t in range(x.shape[1]):
        i, f, g, o = lstm_gates(x[:, t], h, wx, wh, b)
        c = f * c + i * g
        h = o * np.tanh(c)
        states.append(h)
        memories.append(c)
        gates.append((i, f, g, o))
    return np.stack(states, axis=1), np.stack(memories, axis=1), gates


def lstm_scan_backward(dout, x, h0, c0, wx, wh, scan):
    """The gradients of lstm_forward from what lstm_scan returned."""
    states, memories, gates = scan
    before = before_each_step(c0, memories)
    dz = np.empty((*states.shape[:2], wx.shape[1]))
    dh, dc = np.zeros_like(h0), np.zeros_like(c0)
    for t in reversed(range(x.shape[1])):
        dz[:, t], dc = lstm_gates_backward(dout[:, t] + dh, dc, before[:, t], memories[:, t], gates[t])
        dh = dz[:, t] @ wh.T
    dwx = np.tensordot(x, dz, axes=([0, 1], [0, 1]))
    dwh = np.tensordot(before_each_step(h0, states), dz, axes=([0, 1], [0, 1]))
    return dz @ wx.T, dh, dc, dwx, dwh, dz.sum(axis=(0, 1))


def lstm_step_forward(x, h, c, wx, wh, b):
    i, f, g, o = lstm_gates(x, h, wx, wh, b)
    c = f * c + i * g
    return o * np.tanh(c), c


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    gates = i, f, g, _ = lstm_gates(x, h, wx, wh, b)
    dz, dc = lstm_gates_backward(dh, dc, c, f * c + i * g, gates)
    return dz @ wx.T, dz @ wh.T, dc, x.T @ dz, h.T @ dz, dz.sum(axis=0)


def lstm_forward(x, h0, c0, wx, wh, b):
    return lstm_scan(x, h0, c0, wx, wh, b)[0]


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    return lstm_scan_backward(dout, x, h0, c0, wx, wh, lstm_scan(x, h0, c0, wx, wh, b))


def gru_step(x, h, wx, wh, bx, bh):
    x_r, x_z, x_n = np.split(x @ wx + bx, 3, axis=-1)
    h_r, h_z, h_n = np.split(h @ wh + bh, 3, axis=-1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    return (1 - z) * np.tanh(x_n + r * h_n) + z * h


def temporal_softmax_loss(z, y, mask):
    right = np.where(mask, y, 0)[..., None]  # any class will do where the step does not count
    shifted = z - z.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    loss = -np.take_along_axis(log_p, right, axis=-1)[mask].mean()
    dz = np.exp(log_p) - (right == np.arange(z.shape[-1]))
    return loss, dz * mask[..., None] / mask.sum()


def perplexity(loss):
    return np.exp(np.mean(loss))


def train_char_lstm(ids, params, config, rng):
    n, steps, updates = config['batch'], config['steps'], config['updates']
    starts = rng.integers(len(ids), size=n)
    h = c = np.zeros((n, params[2].shape[0]))
    averages = [(np.zeros_like(array), np.zeros_like(array)) for array in params]
    everything, losses = np.ones((n, steps), dtype=bool), []

    for update in range(updates):
        table, wx, wh, b, w_out, b_out = params
        text = ids[(starts[:, None] + update * steps + np.arange(steps + 1)) % len(ids)]
        read, targets = text[:, :-1], text[:, 1:]

        vectors = embedding_forward(read, table)
        scan = states, memories, _ = lstm_scan(vectors, h, c, wx, wh, b)
        loss, dz = temporal_softmax_loss(states @ w_out + b_out, targets, everything)
        losses.append(loss)

        dw_out = np.tensordot(states, dz, axes=([0, 1], [0, 1]))
        dvectors, _, _, dwx, dwh, db = lstm_scan_backward(dz @ w_out.T, vectors, h, c, wx, wh, scan)
        grads = embedding_backward(dvectors, read, len(table)), dwx, dwh, db, dw_out, dz.sum(axis=(0, 1))
        grads = clip_by_global_norm(grads, config['max_norm'])
        lr = config['lr'] * (1 - update / updates)
        updated = [adam_step(array, grad, *average, update + 1, lr=lr)
                   for array, grad, average in zip(params, grads, averages)]
        params, averages = tuple(array for array, _, _ in updated), [(m, v) for _, m, v in updated]
        h, c = states[:, -1], memories[:, -1]
    return params, losses


def sample_token(z, temperature, rng):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    sums = np.exp(shifted).cumsum(axis=-1)
    sums /= sums[:, -1:]  # now the last sum is 1 exactly, and above every u
    return (sums > rng.random(len(z))[:, None]).argmax(axis=-1)
