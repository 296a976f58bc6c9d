# Right, in a style of her own: loops and other formulas.
import math

import numpy as np


def positional_encoding(t, d):
    table = [[0.0] * d for _ in range(t)]
    for position in range(t):
        for column in range(d):
            angle = position / math.pow(10000.0, (column - column % 2) / d)
            table[position][column] = math.cos(angle) if column % 2 else math.sin(angle)
    return np.array(table)


def causal_mask(t):
    mask = np.zeros((t, t), dtype=bool)
    for row in range(t):
        mask[row, : row + 1] = True
    return mask


def _attend(q, k, v, seen):
    """One query q (D,) on the keys and values that it sees; also the weights of all keys."""
    weights = np.zeros(len(k))
    scores = {s: float(np.dot(q, k[s])) / math.sqrt(len(q)) for s in range(len(k)) if seen[s]}
    top = max(scores.values())
    for s, score in scores.items():
        weights[s] = math.exp(score - top)
    weights /= weights.sum()
    return weights, weights @ v


def _layers(*arrays):
    """The matrices behind the leading axes, one after the other."""
    return zip(*(array.reshape(-1, *array.shape[-2:]) for array in arrays))


def _masks(mask, q, k):
    shape = (*q.shape[:-1], k.shape[-2])
    full = np.ones(shape, dtype=bool) if mask is None else np.broadcast_to(mask, shape)
    return np.array(full)


def scaled_dot_product_attention(q, k, v, mask=None):
    out = []
    for queries, keys, values, seen in _layers(q, k, v, _masks(mask, q, k)):
        out.append([_attend(queries[t], keys, values, seen[t])[1] for t in range(len(queries))])
    return np.array(out).reshape(*q.shape[:-1], v.shape[-1])


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    dq, dk, dv = np.zeros(q.shape), np.zeros(k.shape), np.zeros(v.shape)
    parts = _layers(dout, q, k, v, _masks(mask, q, k), dq, dk, dv)
    for above, queries, keys, values, seen, into_q, into_k, into_v in parts:
        for t in range(len(queries)):
            weights, _ = _attend(queries[t], keys, values, seen[t])
            slopes = values @ above[t]
            scores = weights * (slopes - weights @ slopes) / math.sqrt(queries.shape[1])
            into_q[t] = scores @ keys
            into_k += np.outer(scores, queries[t])
            into_v += np.outer(weights, above[t])
    return dq, dk, dv


def split_heads(x, h):
    n, t, d = x.shape
    width = d // h
    heads = np.empty((n, h, t, width))
    for head in range(h):
        heads[:, head] = x[:, :, head * width : (head + 1) * width]
    return heads


def merge_heads(x):
    n, h, t, width = x.shape
    joined = np.empty((n, t, h * width))
    for head in range(h):
        joined[:, :, head * width : (head + 1) * width] = x[:, head]
    return joined


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    width = x.shape[2] // h
    total = np.zeros(x.shape)
    for head in range(h):
        own = slice(head * width, (head + 1) * width)
        read = scaled_dot_product_attention(x @ wq[:, own], x @ wk[:, own], x @ wv[:, own], mask)
        total += read @ wo[own]
    return total


def rmsnorm(x, gamma, eps=1e-5):
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        row = x[place]
        out[place] = gamma * row / math.sqrt(np.dot(row, row) / len(row) + eps)
    return out


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    dx, dgamma = np.empty(x.shape), np.zeros(len(gamma))
    for place in np.ndindex(x.shape[:-1]):
        row, above = x[place], dout[place]
        square = np.dot(row, row) / len(row) + eps
        root = math.sqrt(square)
        wanted = gamma * above
        dx[place] = (wanted - row * (np.dot(wanted, row) / len(row) / square)) / root
        dgamma += above * row / root
    return dx, dgamma


def _each(function, z):
    z = np.asarray(z, dtype=float)
    return np.array([function(number) for number in z.ravel().tolist()]).reshape(z.shape)


def _below(z):
    """How likely a standard normal number is below z."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def gelu(z):
    return _each(lambda number: number * _below(number), z)


def gelu_derivative(z):
    return _each(lambda number: _below(number) + number * math.exp(-number * number / 2) / math.sqrt(2 * math.pi), z)


def swiglu(x, w1, w3, w2):
    gate, signal = np.dot(x, w1), np.dot(x, w3)
    open_ = _each(lambda number: 0.5 * number * (1 + math.tanh(number / 2)), gate)
    return np.dot(open_ * signal, w2)


def transformer_block(x, params, h):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    out = np.array(x)
    out += multi_head_attention(rmsnorm(x, g1), wq, wk, wv, wo, h, causal_mask(x.shape[1]))
    hidden = np.dot(rmsnorm(out, g2), w1)
    hidden += b1
    out += np.dot(gelu(hidden), w2)
    out += b2
    return out


def transformer_block_backward(dout, x, params, h):
    # sample by sample: then every gradient of a weight is a product of two matrices
    totals = [np.zeros(array.shape) for array in params]
    dx = np.empty(x.shape)
    for n in range(len(x)):
        dx[n], grads = _sample_backward(dout[n], x[n], params, h)
        for total, grad in zip(totals, grads):
            total += grad
    return dx, tuple(totals)


def _sample_backward(dout, x, params, h):
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = params
    t, d = x.shape
    width, mask = d // h, causal_mask(len(x))
    a = rmsnorm(x, g1)
    q, k, v = a @ wq, a @ wk, a @ wv
    read = np.empty((t, d))
    for head in range(h):
        own = slice(head * width, (head + 1) * width)
        read[:, own] = scaled_dot_product_attention(q[:, own], k[:, own], v[:, own], mask)
    y = x + read @ wo
    c = rmsnorm(y, g2)
    z = c @ w1 + b1

    dw2, db2 = gelu(z).T @ dout, dout.sum(axis=0)
    dz = dout @ w2.T
    dz *= gelu_derivative(z)
    dw1, db1 = c.T @ dz, dz.sum(axis=0)
    dy, dg2 = rmsnorm_backward(dz @ w1.T, y, g2)
    dy += dout
    dwo, dread = read.T @ dy, dy @ wo.T
    dq, dk, dv = np.empty((t, d)), np.empty((t, d)), np.empty((t, d))
    for head in range(h):
        own = slice(head * width, (head + 1) * width)
        dq[:, own], dk[:, own], dv[:, own] = scaled_dot_product_attention_backward(
            dread[:, own], q[:, own], k[:, own], v[:, own], mask
        )
    da = dq @ wq.T
    da += dk @ wk.T
    da += dv @ wv.T
    dx, dg1 = rmsnorm_backward(da, x, g1)
    return dx + dy, (dg1, a.T @ dq, a.T @ dk, a.T @ dv, dwo, dg2, dw1, db1, dw2, db2)


def transformer_lm(ids, params, h):
    e, blocks, gamma, w_out = params
    where = positional_encoding(ids.shape[1], e.shape[1])
    x = np.empty((*ids.shape, e.shape[1]))
    for n in range(ids.shape[0]):
        for t in range(ids.shape[1]):
            x[n, t] = e[ids[n, t]] + where[t]
    for block in blocks:
        x = transformer_block(x, block, h)
    return np.dot(rmsnorm(x, gamma), w_out)


def generate(ids, params, h, steps):
    texts = [list(row) for row in ids.tolist()]
    for _ in range(steps):
        scores = transformer_lm(np.array(texts), params, h)
        for text, last in zip(texts, scores[:, -1]):
            text.append(int(np.argmax(last)))
    return np.array(texts)


def cosine_schedule(step, lr, warmup, total, low=0):
    if warmup > step:
        return (step + 1) / warmup * lr
    left = max(total - step, 0) / (total - warmup)
    return low + (lr - low) * math.sin(math.pi / 2 * left) ** 2
