# Right, in whole arrays, written from the statements alone.
import math

import numpy as np


def erf(z):
    return np.vectorize(math.erf, otypes=[float])(z)


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def temporal_softmax_loss(z, y, mask):
    """The mean cross-entropy of scores z (N, T, K) and labels y (N, T) where mask (N, T) is True, and its gradient."""
    shifted = z - z.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    weights = mask[:, :, None] / mask.sum()
    right = np.eye(z.shape[2])[y]
    return -np.sum(weights * right * log_p), weights * (np.exp(log_p) - right)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def positional_encoding(t, d):
    pairs = (d + 1) // 2
    angles = np.outer(np.arange(t), 10000.0 ** (-2 * np.arange(pairs) / d))
    out = np.empty((t, 2 * pairs))
    out[:, ::2] = np.sin(angles)
    out[:, 1::2] = np.cos(angles)
    return out[:, :d]


def causal_mask(t):
    place = np.arange(t)
    return place[None, :] <= place[:, None]


def _weights(q, k, mask):
    scores = q @ k.swapaxes(-1, -2) / math.sqrt(q.shape[-1])
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


def scaled_dot_product_attention(q, k, v, mask=None):
    return _weights(q, k, mask) @ v


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    p = _weights(q, k, mask)
    dv = p.swapaxes(-1, -2) @ dout
    dp = dout @ v.swapaxes(-1, -2)
    ds = p * (dp - np.sum(p * dp, axis=-1, keepdims=True)) / math.sqrt(q.shape[-1])
    return ds @ k, ds.swapaxes(-1, -2) @ q, dv


def split_heads(x, h):
    n, t, d = x.shape
    return x.reshape(n, t, h, d // h).transpose(0, 2, 1, 3)


def merge_heads(x):
    n, h, t, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(n, t, h * d)


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    q, k, v = split_heads(x @ wq, h), split_heads(x @ wk, h), split_heads(x @ wv, h)
    return merge_heads(scaled_dot_product_attention(q, k, v, mask)) @ wo


def rmsnorm(x, gamma, eps=1e-5):
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps) * gamma


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    r = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    g = dout * gamma
    dx = g / r - x * (g * x).mean(axis=-1, keepdims=True) / r**3
    dgamma = (dout * x / r).sum(axis=tuple(range(x.ndim - 1)))
    return dx, dgamma


def gelu(z):
    return 0.5 * z * (1 + erf(z / math.sqrt(2)))


def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return 0.5 * (1 + erf(z / math.sqrt(2))) + z * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


def swiglu(x, w1, w3, w2):
    z = x @ w1
    e = np.exp(-np.abs(z))
    gate = z * np.where(z >= 0, 1, e) / (1 + e)
    return (gate * (x @ w3)) @ w2


def transformer_block(x, params, h):
    return _block_forward(x, params, h)[0]


def _block_forward(x, params, h):
    """The block's output, and all that the way back needs."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    mask = causal_mask(x.shape[1])
    a = rmsnorm(x, g1)
    q, k, v = (split_heads(a @ w, h) for w in (wq, wk, wv))
    heads = merge_heads(scaled_dot_product_attention(q, k, v, mask))
    y = x + heads @ wo
    c = rmsnorm(y, g2)
    z = c @ w1 + b1
    active = gelu(z)
    return y + active @ w2 + b2, (mask, a, q, k, v, heads, y, c, z, active)


def _flat(x):
    return x.reshape(-1, x.shape[-1])


def transformer_block_backward(dout, x, params, h):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    _, (mask, a, q, k, v, heads, y, c, z, active) = _block_forward(x, params, h)
    dz = dout @ w2.T * gelu_derivative(z)
    dc = dz @ w1.T
    dy, dg2 = rmsnorm_backward(dc, y, g2)
    dy = dy + dout
    slopes = scaled_dot_product_attention_backward(split_heads(dy @ wo.T, h), q, k, v, mask)
    dq, dk, dv = map(merge_heads, slopes)
    dx, dg1 = rmsnorm_backward(dq @ wq.T + dk @ wk.T + dv @ wv.T, x, g1)
    inputs = _flat(a).T
    return dx + dy, (
        dg1, inputs @ _flat(dq), inputs @ _flat(dk), inputs @ _flat(dv), _flat(heads).T @ _flat(dy), dg2,
        _flat(c).T @ _flat(dz), _flat(dz).sum(axis=0), _flat(active).T @ _flat(dout), _flat(dout).sum(axis=0),
    )


def transformer_lm(ids, params, h):
    e, blocks, gamma, w_out = params
    x = e[ids] + positional_encoding(ids.shape[1], e.shape[1])
    for block in blocks:
        x = transformer_block(x, block, h)
    return rmsnorm(x, gamma) @ w_out


def generate(ids, params, h, steps):
    e, blocks, gamma, w_out = params
    n, t = ids.shape
    d = e.shape[1]
    out = np.concatenate([ids, np.zeros((n, steps), dtype=ids.dtype)], axis=1)
    positions = positional_encoding(t + steps, d)
    mask = causal_mask(t + steps)
    keys = [np.zeros((n, h, t + steps, d // h)) for _ in blocks]
    values = [np.zeros((n, h, t + steps, d // h)) for _ in blocks]
    start = 0
    for end in range(t, t + steps):
        x = e[out[:, start:end]] + positions[start:end]
        for (g1, wq, wk, wv, wo, g2, w1, b1, w2, b2), k, v in zip(blocks, keys, values):
            a = rmsnorm(x, g1)
            k[:, :, start:end] = split_heads(a @ wk, h)
            v[:, :, start:end] = split_heads(a @ wv, h)
            read = scaled_dot_product_attention(
                split_heads(a @ wq, h), k[:, :, :end], v[:, :, :end], mask[start:end, :end])
            y = x + merge_heads(read) @ wo
            x = y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2
        out[:, end] = np.argmax(rmsnorm(x[:, -1], gamma) @ w_out, axis=-1)
        start = end
    return out


def cosine_schedule(step, lr, warmup, total, low=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    if step >= total:
        return float(low)
    return low + 0.5 * (lr - low) * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


def _arrays(params):
    e, blocks, gamma, w_out = params
    return [e, *[w for block in blocks for w in block], gamma, w_out]


def _model(arrays):
    e, *inner, gamma, w_out = arrays
    return e, [tuple(inner[k : k + 10]) for k in range(0, len(inner), 10)], gamma, w_out


def _copy_gradients(params, ids, n, h):
    """The loss of rows to copy, and the gradients of all arrays."""
    e, blocks, gamma, w_out = params
    read = ids[:, :-1]
    inputs = [e[read] + positional_encoding(read.shape[1], e.shape[1])]
    for block in blocks:
        inputs.append(transformer_block(inputs[-1], block, h))
    out = rmsnorm(inputs[-1], gamma)
    counts = np.zeros(read.shape, dtype=bool)
    counts[:, n:] = True
    loss, dz = temporal_softmax_loss(out @ w_out, ids[:, 1:], counts)

    dx, dgamma = rmsnorm_backward(dz @ w_out.T, inputs[-1], gamma)
    grads = [dgamma, _flat(out).T @ _flat(dz)]
    for block, x in zip(reversed(blocks), reversed(inputs[:-1])):
        dx, own = transformer_block_backward(dx, x, block, h)
        grads = [*own, *grads]
    one_hot = (read.reshape(-1, 1) == np.arange(len(e))).astype(float)
    return loss, [one_hot.T @ _flat(dx), *grads]


def train_copy(params, config, rng):
    k, n, h = config["symbols"], config["length"], config["h"]
    averages = [(np.zeros(w.shape), np.zeros(w.shape)) for w in _arrays(params)]
    losses = []
    for step in range(config["updates"]):
        symbols = rng.integers(k, size=(config["batch"], n))
        ids = np.hstack([symbols, np.full((len(symbols), 1), k), symbols])
        loss, grads = _copy_gradients(params, ids, n, h)
        losses.append(loss)
        lr = cosine_schedule(step, config["lr"], config["warmup"], config["updates"])
        moved = [adam_step(w, g, *own, step + 1, lr) for w, g, own in zip(_arrays(params), grads, averages)]
        averages = [(m, v) for _, m, v in moved]
        params = _model([w for w, _, _ in moved])
    return params, transformer_lm(config["read"], params, h), losses
