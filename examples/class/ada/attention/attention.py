# Right, in whole arrays, written from the statements alone.
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
    columns = np.arange(d)
    angles = np.arange(t)[:, None] / 10000**(columns // 2 * 2 / d)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


def causal_mask(t):
    return np.tri(t, dtype=bool)


def attention_weights(q, k, mask=None):
    """The weights (..., T, S) with which queries see keys."""
    scores = np.einsum('...td,...sd->...ts', q, k) / np.sqrt(q.shape[-1])
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


def scaled_dot_product_attention(q, k, v, mask=None):
    return attention_weights(q, k, mask) @ v


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    p = attention_weights(q, k, mask)
    dp = np.einsum('...tm,...sm->...ts', dout, v)
    dscores = p * (dp - (p * dp).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1])
    dk = np.einsum('...ts,...td->...sd', dscores, q)
    dv = np.einsum('...ts,...tm->...sm', p, dout)
    return dscores @ k, dk, dv


def split_heads(x, h):
    return x.reshape(*x.shape[:2], h, -1).transpose(0, 2, 1, 3)


def merge_heads(x):
    n, h, t, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(n, t, h * d)


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    q, k, v = (split_heads(x @ w, h) for w in (wq, wk, wv))
    return merge_heads(scaled_dot_product_attention(q, k, v, mask)) @ wo


def root_mean_square(x, eps):
    """The root of the mean square of each row, with eps under it: (..., 1)."""
    return np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)


def rmsnorm(x, gamma, eps=1e-5):
    return gamma * x / root_mean_square(x, eps)


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    root = root_mean_square(x, eps)
    x_hat, g = x / root, dout * gamma
    dx = (g - x_hat * (g * x_hat).mean(axis=-1, keepdims=True)) / root
    return dx, (dout * x_hat).reshape(-1, len(gamma)).sum(axis=0)


def normal_distribution(z):
    """Phi(z), the probability that a standard normal number lies below z."""
    return (1 + erf(z / np.sqrt(2))) / 2


def gelu(z):
    z = np.asarray(z, dtype=float)
    return z * normal_distribution(z)


def gelu_derivative(z):
    z = np.asarray(z, dtype=float)
    return normal_distribution(z) + z * np.exp(-z**2 / 2) / np.sqrt(2 * np.pi)


def swiglu(x, w1, w3, w2):
    return (swish(x @ w1) * (x @ w3)) @ w2


def block_forward(x, params, h, past=None):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    normed = rmsnorm(x, g1)
    q, k, v = (split_heads(normed @ w, h) for w in (wq, wk, wv))
    if past is not None:
        k, v = (np.concatenate(pair, axis=2) for pair in zip(past, (k, v)))
    mask = causal_mask(k.shape[2])[-x.shape[1]:]  # the rows of the new positions
    heads = merge_heads(scaled_dot_product_attention(q, k, v, mask))
    y = x + heads @ wo
    normed_y = rmsnorm(y, g2)
    z = normed_y @ w1 + b1
    hidden = gelu(z)
    cache = dict(normed=normed, q=q, k=k, v=v, mask=mask, heads=heads, y=y, normed_y=normed_y, z=z, hidden=hidden)
    return y + hidden @ w2 + b2, cache


def weight_gradient(a, dz):
    """The gradient of w in a @ w, summed over the batch and the positions."""
    return np.tensordot(a, dz, axes=([0, 1], [0, 1]))


def block_backward(dout, x, params, h, cache):
    """The gradients (dx, grads) of a transformer block from the cache of block_forward."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    dz = dout @ w2.T * gelu_derivative(cache['z'])
    dy, dg2 = rmsnorm_backward(dz @ w1.T, cache['y'], g2)
    dy = dy + dout
    dheads = split_heads(dy @ wo.T, h)
    dqkv = scaled_dot_product_attention_backward(dheads, cache['q'], cache['k'], cache['v'], cache['mask'])
    dqkv = [merge_heads(d) for d in dqkv]
    dnormed = sum(d @ w.T for d, w in zip(dqkv, (wq, wk, wv)))
    dx, dg1 = rmsnorm_backward(dnormed, x, g1)
    return dx + dy, (dg1, *(weight_gradient(cache['normed'], d) for d in dqkv), weight_gradient(cache['heads'], dy),
                     dg2, weight_gradient(cache['normed_y'], dz), dz.sum(axis=(0, 1)),
                     weight_gradient(cache['hidden'], dout), dout.sum(axis=(0, 1)))


def transformer_block(x, params, h):
    return block_forward(x, params, h)[0]


def transformer_block_backward(dout, x, params, h):
    return block_backward(dout, x, params, h, block_forward(x, params, h)[1])


def embed(ids, e, start=0):
    """The vectors of tokens whose first one stands at position start."""
    return e[ids] + positional_encoding(start + ids.shape[1], e.shape[1])[start:]


def transformer_lm(ids, params, h):
    e, blocks, gamma, w_out = params
    x = embed(ids, e)
    for block in blocks:
        x = transformer_block(x, block, h)
    return rmsnorm(x, gamma) @ w_out


def generate(ids, params, h, steps):
    e, blocks, gamma, w_out = params
    pasts, read = [None] * len(blocks), 0
    for _ in range(steps):
        x = embed(ids[:, read:], e, start=read)  # all tokens at first, and then the newest one alone
        for number, block in enumerate(blocks):
            x, cache = block_forward(x, block, h, pasts[number])
            pasts[number] = cache['k'], cache['v']
        read = ids.shape[1]
        scores = rmsnorm(x[:, -1], gamma) @ w_out
        ids = np.concatenate([ids, scores.argmax(axis=-1)[:, None]], axis=1)
    return ids


def cosine_schedule(step, lr, warmup, total, low=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    progress = min(1.0, (step - warmup) / (total - warmup))
    return low + (lr - low) * (1 + math.cos(math.pi * progress)) / 2


def lm_loss(ids, targets, mask, params, h):
    """Return ``(loss, grads)`` of `transformer_lm`; grads has the structure of params."""
    e, blocks, gamma, w_out = params
    x, caches = embed(ids, e), []
    for block in blocks:
        out, cache = block_forward(x, block, h)
        caches.append((x, cache))
        x = out
    normed = rmsnorm(x, gamma)
    loss, dz = temporal_softmax_loss(normed @ w_out, targets, mask)

    dx, dgamma = rmsnorm_backward(dz @ w_out.T, x, gamma)
    dblocks = []
    for block, (x, cache) in zip(blocks[::-1], caches[::-1]):
        dx, grads = block_backward(dx, x, block, h, cache)
        dblocks.append(grads)
    de = np.zeros_like(e)
    np.add.at(de, ids, dx)
    return loss, (de, dblocks[::-1], dgamma, weight_gradient(normed, dz))


def flatten(params):
    """All arrays of a language model in one list."""
    e, blocks, gamma, w_out = params
    return [e, gamma, w_out, *(array for block in blocks for array in block)]


def unflatten(arrays):
    """The reverse of flatten."""
    e, gamma, w_out, *rest = arrays
    return e, [tuple(rest[i:i + 10]) for i in range(0, len(rest), 10)], gamma, w_out


def train_copy(params, config, rng):
    symbols, n, h, updates = (config[key] for key in ('symbols', 'length', 'h', 'updates'))
    separators = np.full((config['batch'], 1), symbols)
    mask = np.zeros((config['batch'], 2 * n), dtype=bool)
    mask[:, n:] = True  # at the separator, and at all symbols of the copy but the last
    arrays, losses = flatten(params), []
    averages = [(np.zeros_like(array), np.zeros_like(array)) for array in arrays]
    for step in range(updates):
        drawn = rng.integers(symbols, size=(config['batch'], n))
        rows = np.concatenate([drawn, separators, drawn], axis=1)
        loss, grads = lm_loss(rows[:, :-1], rows[:, 1:], mask, unflatten(arrays), h)
        losses.append(loss)
        lr = cosine_schedule(step, config['lr'], config['warmup'], updates)
        updated = [adam_step(array, grad, *average, step + 1, lr=lr)
                   for array, grad, average in zip(arrays, flatten(grads), averages)]
        arrays, averages = [array for array, _, _ in updated], [(m, v) for _, m, v in updated]
    params = unflatten(arrays)
    return params, transformer_lm(config['read'], params, h), losses
