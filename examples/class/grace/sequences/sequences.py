# Right, in plain steps with loops and names as in a textbook, written from the statements alone.
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
    n_rows, n_steps = ids.shape
    out = np.zeros((n_rows, n_steps, w.shape[1]))
    for n in range(n_rows):
        for t in range(n_steps):
            out[n, t] = w[ids[n, t]]
    return out


def embedding_backward(dout, ids, size):
    dw = np.zeros((size, dout.shape[2]))
    np.add.at(dw, ids, dout)
    return dw


def rnn_step_forward(x, h, wx, wh, b):
    return np.tanh(x @ wx + h @ wh + b)


def rnn_step_backward(dout, x, h, wx, wh, b):
    h_next = np.tanh(x @ wx + h @ wh + b)
    delta = dout * (1 - h_next**2)
    dx = delta @ wx.T
    dh = delta @ wh.T
    dwx = x.T @ delta
    dwh = h.T @ delta
    db = delta.sum(axis=0)
    return dx, dh, dwx, dwh, db


def rnn_forward(x, h0, wx, wh, b):
    n, steps, _ = x.shape
    states = np.zeros((n, steps, h0.shape[1]))
    h = h0
    for t in range(steps):
        h = rnn_step_forward(x[:, t], h, wx, wh, b)
        states[:, t] = h
    return states


def rnn_backward(dout, x, h0, wx, wh, b):
    steps = x.shape[1]
    states = rnn_forward(x, h0, wx, wh, b)
    dx = np.zeros(x.shape)
    dwx = np.zeros(wx.shape)
    dwh = np.zeros(wh.shape)
    db = np.zeros(b.shape)
    dh = np.zeros(h0.shape)
    for t in reversed(range(steps)):
        if t == 0:
            h_before = h0
        else:
            h_before = states[:, t - 1]
        dh_total = dout[:, t] + dh
        dx_t, dh, dwx_t, dwh_t, db_t = rnn_step_backward(dh_total, x[:, t], h_before, wx, wh, b)
        dx[:, t] = dx_t
        dwx += dwx_t
        dwh += dwh_t
        db += db_t
    return dx, dh, dwx, dwh, db


def lstm_step_forward(x, h, c, wx, wh, b):
    size = h.shape[1]
    z = x @ wx + h @ wh + b
    i = sigmoid(z[:, :size])
    f = sigmoid(z[:, size:2 * size])
    g = np.tanh(z[:, 2 * size:3 * size])
    o = sigmoid(z[:, 3 * size:])
    c_next = f * c + i * g
    h_next = o * np.tanh(c_next)
    return h_next, c_next


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    # forward again
    size = h.shape[1]
    z = x @ wx + h @ wh + b
    i = sigmoid(z[:, :size])
    f = sigmoid(z[:, size:2 * size])
    g = np.tanh(z[:, 2 * size:3 * size])
    o = sigmoid(z[:, 3 * size:])
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)

    # h_next = o * tanh(c_next), c_next = f * c + i * g
    delta_c = dc + dh * o * (1 - tanh_c**2)
    di = delta_c * g
    df = delta_c * c
    dg = delta_c * i
    do = dh * tanh_c
    dc_before = delta_c * f

    # the non-linearities
    dz = np.zeros(z.shape)
    dz[:, :size] = di * i * (1 - i)
    dz[:, size:2 * size] = df * f * (1 - f)
    dz[:, 2 * size:3 * size] = dg * (1 - g**2)
    dz[:, 3 * size:] = do * o * (1 - o)

    # z = x @ wx + h @ wh + b
    dx = dz @ wx.T
    dh_before = dz @ wh.T
    dwx = x.T @ dz
    dwh = h.T @ dz
    db = dz.sum(axis=0)
    return dx, dh_before, dc_before, dwx, dwh, db


def lstm_forward(x, h0, c0, wx, wh, b):
    n, steps, _ = x.shape
    states = np.zeros((n, steps, h0.shape[1]))
    h = h0
    c = c0
    for t in range(steps):
        h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
        states[:, t] = h
    return states


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    steps = x.shape[1]
    # states and memories before each step
    h_before = [h0]
    c_before = [c0]
    for t in range(steps):
        h, c = lstm_step_forward(x[:, t], h_before[t], c_before[t], wx, wh, b)
        h_before.append(h)
        c_before.append(c)

    dx = np.zeros(x.shape)
    dwx = np.zeros(wx.shape)
    dwh = np.zeros(wh.shape)
    db = np.zeros(b.shape)
    dh = np.zeros(h0.shape)
    dc = np.zeros(c0.shape)
    for t in reversed(range(steps)):
        dh_total = dout[:, t] + dh
        dx_t, dh, dc, dwx_t, dwh_t, db_t = lstm_step_backward(dh_total, dc, x[:, t], h_before[t], c_before[t],
                                                              wx, wh, b)
        dx[:, t] = dx_t
        dwx += dwx_t
        dwh += dwh_t
        db += db_t
    return dx, dh, dc, dwx, dwh, db


def gru_step(x, h, wx, wh, bx, bh):
    size = h.shape[1]
    from_x = x @ wx + bx
    from_h = h @ wh + bh
    x_r = from_x[:, :size]
    x_z = from_x[:, size:2 * size]
    x_n = from_x[:, 2 * size:]
    h_r = from_h[:, :size]
    h_z = from_h[:, size:2 * size]
    h_n = from_h[:, 2 * size:]
    r = sigmoid(x_r + h_r)
    z = sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h


def temporal_softmax_loss(z, y, mask):
    n_sequences, n_steps, _ = z.shape
    count = 0
    loss = 0.0
    dz = np.zeros(z.shape)
    for n in range(n_sequences):
        for t in range(n_steps):
            if mask[n, t]:
                shifted = z[n, t] - z[n, t].max()
                log_p = shifted - np.log(np.sum(np.exp(shifted)))
                loss -= log_p[y[n, t]]
                dz[n, t] = np.exp(log_p)
                dz[n, t, y[n, t]] -= 1
                count += 1
    return loss / count, dz / count


def perplexity(loss):
    return np.exp(np.mean(loss))


def train_char_lstm(ids, params, config, rng):
    table, wx, wh, b, w_out, b_out = params
    length = len(ids)
    batch = config["batch"]
    steps = config["steps"]
    updates = config["updates"]
    size = wh.shape[0]

    weights = [table, wx, wh, b, w_out, b_out]
    m = [np.zeros(array.shape) for array in weights]
    v = [np.zeros(array.shape) for array in weights]

    places = rng.integers(length, size=batch)
    h = np.zeros((batch, size))
    c = np.zeros((batch, size))
    mask = np.ones((batch, steps), dtype=bool)

    losses = []
    for update in range(updates):
        table, wx, wh, b, w_out, b_out = weights

        # what is read, and what is to be foretold
        read = np.zeros((batch, steps), dtype=int)
        targets = np.zeros((batch, steps), dtype=int)
        for t in range(steps):
            read[:, t] = ids[(places + t) % length]
            targets[:, t] = ids[(places + t + 1) % length]
        places = (places + steps) % length

        # forward
        x = embedding_forward(read, table)
        h0 = h
        c0 = c
        states = np.zeros((batch, steps, size))
        for t in range(steps):
            h, c = lstm_step_forward(x[:, t], h, c, wx, wh, b)
            states[:, t] = h
        scores = states @ w_out + b_out
        loss, dscores = temporal_softmax_loss(scores, targets, mask)
        losses.append(loss)

        # backward
        dw_out = np.zeros(w_out.shape)
        for t in range(steps):
            dw_out += states[:, t].T @ dscores[:, t]
        db_out = dscores.sum(axis=(0, 1))
        dstates = dscores @ w_out.T
        dx, _, _, dwx, dwh, db = lstm_backward(dstates, x, h0, c0, wx, wh, b)
        dtable = embedding_backward(dx, read, len(table))
        grads = clip_by_global_norm([dtable, dwx, dwh, db, dw_out, db_out], config["max_norm"])

        # update
        lr = config["lr"] * (1 - update / updates)
        new_weights = []
        for i in range(6):
            w, m[i], v[i] = adam_step(weights[i], grads[i], m[i], v[i], update + 1, lr=lr)
            new_weights.append(w)
        weights = new_weights
    return tuple(weights), losses


def sample_token(z, temperature, rng):
    n_rows, n_tokens = z.shape
    u = rng.random(n_rows)
    tokens = np.zeros(n_rows, dtype=int)
    for n in range(n_rows):
        quotients = z[n] / temperature
        e = np.exp(quotients - quotients.max())
        p = e / e.sum()
        total = 0.0
        for k in range(n_tokens):
            total += p[k]
            if total > u[n]:
                tokens[n] = k
                break
    return tokens
