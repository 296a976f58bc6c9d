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


class _Weight:
    """An array that learns by Adam."""

    def __init__(self, array):
        self.array, self.first, self.second, self.updates = np.array(array), 0.0, 0.0, 0

    def learn(self, slope, rate):
        self.updates += 1
        self.first = 0.9 * self.first + 0.1 * slope
        self.second = 0.999 * self.second + 0.001 * slope * slope
        size = np.sqrt(self.second / (1 - 0.999**self.updates)) + 1e-8
        self.array = self.array - rate * self.first / (1 - 0.9**self.updates) / size


def _normed(x, gamma):
    root = np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + 1e-5)
    return gamma * x / root, root


def _normed_back(dout, x, root, gamma):
    wanted = dout * gamma
    inner = np.mean(wanted * x, axis=-1, keepdims=True)
    return wanted / root - x * inner / root**3, np.einsum("ntd,ntd->d", dout, x / root)


def _block_all_at_once(x, weights, h):
    """The block for all rows at once (loops take too long for a training), and a function for the way back."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = weights
    n, t, d = x.shape
    a, root = _normed(x, g1)
    q, k, v = ((a @ w).reshape(n, t, h, d // h) for w in (wq, wk, wv))
    scores = np.einsum("nihd,njhd->nhij", q, k) / math.sqrt(d // h)
    scores[:, :, ~causal_mask(t)] = -np.inf
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    read = np.einsum("nhij,njhd->nihd", p, v).reshape(n, t, d)
    y = x + read @ wo
    c, root_of_y = _normed(y, g2)
    z = c @ w1 + b1

    def back(dout):
        dz = dout @ w2.T * gelu_derivative(z)
        dy, dg2 = _normed_back(dz @ w1.T, y, root_of_y, g2)
        dy = dy + dout
        dread = (dy @ wo.T).reshape(n, t, h, d // h)
        dp = np.einsum("nihd,njhd->nhij", dread, v)
        ds = p * (dp - np.sum(p * dp, axis=-1, keepdims=True)) / math.sqrt(d // h)
        dv = np.einsum("nhij,nihd->njhd", p, dread).reshape(n, t, d)
        dq = np.einsum("nhij,njhd->nihd", ds, k).reshape(n, t, d)
        dk = np.einsum("nhij,nihd->njhd", ds, q).reshape(n, t, d)
        dx, dg1 = _normed_back(dq @ wq.T + dk @ wk.T + dv @ wv.T, x, root, g1)
        pairs = [(a, dq), (a, dk), (a, dv), (read, dy), (c, dz), (gelu(z), dout)]
        dwq, dwk, dwv, dwo, dw1, dw2 = (np.einsum("nti,ntj->ij", one, other) for one, other in pairs)
        return dx + dy, [dg1, dwq, dwk, dwv, dwo, dg2, dw1, dz.sum((0, 1)), dw2, dout.sum((0, 1))]

    return y + gelu(z) @ w2 + b2, back


def train_copy(params, config, rng):
    n, separator = config["length"], config["symbols"]
    e, gamma, w_out = _Weight(params[0]), _Weight(params[2]), _Weight(params[3])
    blocks = [[_Weight(array) for array in block] for block in params[1]]
    told = []
    for step in range(config["updates"]):
        rate = cosine_schedule(step, config["lr"], config["warmup"], config["updates"])
        symbols = rng.integers(0, separator, (config["batch"], n))
        read = np.concatenate([symbols, np.full((len(symbols), 1), separator), symbols[:, : n - 1]], axis=1)
        x = e.array[read] + positional_encoding(2 * n, e.array.shape[1])
        ways_back = []
        for block in blocks:
            x, back = _block_all_at_once(x, [weight.array for weight in block], config["h"])
            ways_back.append(back)
        last, root = _normed(x, gamma.array)
        scores = last[:, n:] @ w_out.array
        scores -= scores.max(axis=-1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=-1, keepdims=True)
        wanted = symbols[:, :, None] == np.arange(separator + 1)
        told.append(float(-np.log(p[wanted]).mean()))

        dz = np.zeros((*read.shape, separator + 1))
        dz[:, n:] = (p - wanted) / symbols.size
        dx, dgamma = _normed_back(dz @ w_out.array.T, x, root, gamma.array)
        w_out.learn(np.einsum("ntd,ntk->dk", last, dz), rate)
        gamma.learn(dgamma, rate)
        for block, back in zip(reversed(blocks), reversed(ways_back)):
            dx, slopes = back(dx)
            for weight, slope in zip(block, slopes):
                weight.learn(slope, rate)
        of_rows = np.zeros(e.array.shape)
        for place in np.ndindex(read.shape):
            of_rows[read[place]] += dx[place]
        e.learn(of_rows, rate)
    trained = (e.array, [tuple(weight.array for weight in block) for block in blocks], gamma.array, w_out.array)
    return trained, transformer_lm(config["read"], trained, config["h"]), told
