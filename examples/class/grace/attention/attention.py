# Right, in plain steps with loops and names as in a textbook, written from the statements alone.
import math

import numpy as np


def erf(z):
    """The error function (2 / sqrt(pi) times the integral of exp(-s**2) from 0 to z), element by element."""
    return np.fromiter(map(math.erf, np.ravel(z).tolist()), float).reshape(np.shape(z))


def softmax(z):
    """The softmax over the last axis of scores z, of which -inf gets exactly 0; no row is -inf throughout."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def swish(z):
    """z * sigmoid(z), element by element, without overflow."""
    e = np.exp(-np.abs(z))
    return z * np.where(z >= 0, 1, e) / (1 + e)


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
    p = np.zeros((t, d))
    for position in range(t):
        for column in range(d):
            i = column // 2
            angle = position / 10000 ** (2 * i / d)
            if column % 2 == 0:
                p[position, column] = np.sin(angle)
            else:
                p[position, column] = np.cos(angle)
    return p


def causal_mask(t):
    mask = np.zeros((t, t), dtype=bool)
    for row in range(t):
        for column in range(t):
            mask[row, column] = column <= row
    return mask


def scaled_dot_product_attention(q, k, v, mask=None):
    d = q.shape[-1]
    k_transposed = np.swapaxes(k, -1, -2)
    scores = q @ k_transposed / np.sqrt(d)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return weights @ v


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    d = q.shape[-1]
    # forward again
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    p = softmax(scores)
    # out = p @ v
    dv = np.swapaxes(p, -1, -2) @ dout
    dp = dout @ np.swapaxes(v, -1, -2)
    # p = softmax(scores)
    dscores = p * (dp - np.sum(p * dp, axis=-1, keepdims=True))
    # scores = q @ k^T / sqrt(d)
    dq = dscores @ k / np.sqrt(d)
    dk = np.swapaxes(dscores, -1, -2) @ q / np.sqrt(d)
    return dq, dk, dv


def split_heads(x, h):
    n, t, d = x.shape
    width = d // h
    heads = np.zeros((n, h, t, width))
    for head in range(h):
        heads[:, head] = x[:, :, head * width:(head + 1) * width]
    return heads


def merge_heads(x):
    n, h, t, width = x.shape
    merged = np.zeros((n, t, h * width))
    for head in range(h):
        merged[:, :, head * width:(head + 1) * width] = x[:, head]
    return merged


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    q = split_heads(x @ wq, h)
    k = split_heads(x @ wk, h)
    v = split_heads(x @ wv, h)
    out = scaled_dot_product_attention(q, k, v, mask)
    return merge_heads(out) @ wo


def rmsnorm(x, gamma, eps=1e-5):
    mean_square = np.mean(x**2, axis=-1, keepdims=True)
    return gamma * x / np.sqrt(mean_square + eps)


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    d = x.shape[-1]
    r = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    x_hat = x / r
    dgamma = (dout * x_hat).reshape(-1, d).sum(axis=0)
    g = gamma * dout
    dx = (g - x_hat * np.mean(g * x_hat, axis=-1, keepdims=True)) / r
    return dx, dgamma


def gelu(z):
    z = np.asarray(z, dtype=float)
    phi = (1 + erf(z / np.sqrt(2))) / 2
    return z * phi


def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    phi = (1 + erf(z / np.sqrt(2))) / 2
    density = np.exp(-z**2 / 2) / np.sqrt(2 * np.pi)
    return phi + z * density


def swiglu(x, w1, w3, w2):
    gate = swish(x @ w1)
    return (gate * (x @ w3)) @ w2


def transformer_block(x, params, h):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    mask = causal_mask(x.shape[1])
    y = x + multi_head_attention(rmsnorm(x, g1), wq, wk, wv, wo, h, mask)
    hidden = gelu(rmsnorm(y, g2) @ w1 + b1)
    return y + hidden @ w2 + b2


def transformer_block_backward(dout, x, params, h):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    mask = causal_mask(x.shape[1])

    # forward again
    a = rmsnorm(x, g1)
    q = split_heads(a @ wq, h)
    k = split_heads(a @ wk, h)
    v = split_heads(a @ wv, h)
    merged = merge_heads(scaled_dot_product_attention(q, k, v, mask))
    y = x + merged @ wo
    c = rmsnorm(y, g2)
    z = c @ w1 + b1
    hidden = gelu(z)

    # out = y + hidden @ w2 + b2
    dhidden = dout @ w2.T
    dw2 = np.zeros(w2.shape)
    for n in range(len(x)):
        dw2 += hidden[n].T @ dout[n]
    db2 = dout.sum(axis=(0, 1))

    # hidden = gelu(c @ w1 + b1)
    dz = dhidden * gelu_derivative(z)
    dw1 = np.zeros(w1.shape)
    for n in range(len(x)):
        dw1 += c[n].T @ dz[n]
    db1 = dz.sum(axis=(0, 1))
    dc = dz @ w1.T

    # c = rmsnorm(y, g2), and y is a residual, too
    dy, dg2 = rmsnorm_backward(dc, y, g2)
    dy = dy + dout

    # y = x + merged @ wo
    dmerged = dy @ wo.T
    dwo = np.zeros(wo.shape)
    for n in range(len(x)):
        dwo += merged[n].T @ dy[n]

    # attention
    dq, dk, dv = scaled_dot_product_attention_backward(split_heads(dmerged, h), q, k, v, mask)
    dq = merge_heads(dq)
    dk = merge_heads(dk)
    dv = merge_heads(dv)
    dwq = np.zeros(wq.shape)
    dwk = np.zeros(wk.shape)
    dwv = np.zeros(wv.shape)
    for n in range(len(x)):
        dwq += a[n].T @ dq[n]
        dwk += a[n].T @ dk[n]
        dwv += a[n].T @ dv[n]
    da = dq @ wq.T + dk @ wk.T + dv @ wv.T

    # a = rmsnorm(x, g1), and x is a residual, too
    dx, dg1 = rmsnorm_backward(da, x, g1)
    dx = dx + dy
    return dx, (dg1, dwq, dwk, dwv, dwo, dg2, dw1, db1, dw2, db2)


def transformer_lm(ids, params, h):
    e, blocks, gamma, w_out = params
    x = e[ids] + positional_encoding(ids.shape[1], e.shape[1])
    for block in blocks:
        x = transformer_block(x, block, h)
    return rmsnorm(x, gamma) @ w_out


def generate(ids, params, h, steps):
    text = ids.copy()
    for _ in range(steps):
        scores = transformer_lm(text, params, h)
        new_token = np.argmax(scores[:, -1], axis=1)
        text = np.concatenate([text, new_token[:, None]], axis=1)
    return text


def cosine_schedule(step, lr, warmup, total, low=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    if step >= total:
        return low
    progress = (step - warmup) / (total - warmup)
    return low + (lr - low) * (1 + np.cos(np.pi * progress)) / 2


def train_copy(params, config, rng):
    e, blocks, gamma, w_out = params
    h = config["h"]
    symbols = config["symbols"]
    length = config["length"]
    batch = config["batch"]
    updates = config["updates"]

    # all arrays in one list: e, ten for each block, gamma, w_out
    weights = [e]
    for block in blocks:
        for array in block:
            weights.append(array)
    weights.append(gamma)
    weights.append(w_out)
    number_of_blocks = len(blocks)
    m = [np.zeros(array.shape) for array in weights]
    v = [np.zeros(array.shape) for array in weights]

    losses = []
    for step in range(updates):
        e = weights[0]
        blocks = [tuple(weights[1 + 10 * i:11 + 10 * i]) for i in range(number_of_blocks)]
        gamma = weights[-2]
        w_out = weights[-1]

        # rows
        first = rng.integers(symbols, size=(batch, length))
        separator = np.full((batch, 1), symbols)
        rows = np.concatenate([first, separator, first], axis=1)
        ids = rows[:, :-1]
        targets = rows[:, 1:]
        mask = np.zeros(targets.shape, dtype=bool)
        mask[:, length:] = True

        # forward
        x = e[ids] + positional_encoding(ids.shape[1], e.shape[1])
        inputs = []
        for block in blocks:
            inputs.append(x)
            x = transformer_block(x, block, h)
        normalised = rmsnorm(x, gamma)
        scores = normalised @ w_out
        loss, dscores = temporal_softmax_loss(scores, targets, mask)
        losses.append(loss)

        # backward
        dw_out = np.zeros(w_out.shape)
        for n in range(batch):
            dw_out += normalised[n].T @ dscores[n]
        dx, dgamma = rmsnorm_backward(dscores @ w_out.T, x, gamma)
        block_grads = [None] * number_of_blocks
        for i in reversed(range(number_of_blocks)):
            dx, block_grads[i] = transformer_block_backward(dx, inputs[i], blocks[i], h)
        de = np.zeros(e.shape)
        np.add.at(de, ids, dx)

        grads = [de]
        for block_grad in block_grads:
            for grad in block_grad:
                grads.append(grad)
        grads.append(dgamma)
        grads.append(dw_out)

        # update
        lr = cosine_schedule(step, config["lr"], config["warmup"], updates)
        for i in range(len(weights)):
            weights[i], m[i], v[i] = adam_step(weights[i], grads[i], m[i], v[i], step + 1, lr=lr)

    blocks = [tuple(weights[1 + 10 * i:11 + 10 * i]) for i in range(number_of_blocks)]
    params = (weights[0], blocks, weights[-2], weights[-1])
    scores = transformer_lm(config["read"], params, h)
    return params, scores, losses
