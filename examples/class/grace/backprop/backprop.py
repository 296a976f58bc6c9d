# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


def circuit_gradients(x, y, z):
    # forward
    total = x + y
    # backward, from df = 1
    dtotal, dz = 1.0 * z, 1.0 * total
    return 1.0 * dtotal, dtotal, dz


def sigmoid_neuron_gradients(w, x):
    z = float(w[len(x)])
    for weight, value in zip(w, x):
        z += float(weight) * float(value)
    half = math.exp(-abs(z) / 2.0)
    cosh_like = 1.0 + half * half
    slope = (half / cosh_like) ** 2
    dw, dx = [], []
    for weight, value in zip(w, x):
        dw.append(slope * value)
        dx.append(slope * weight)
    dw.append(slope)
    return np.array(dw), np.array(dx)


def dense_forward(x, w, b):
    rows, units = x.shape[0], w.shape[1]
    z = np.empty((rows, units))
    for n in range(rows):
        for m in range(units):
            z[n, m] = np.dot(x[n], w[:, m]) + b[m]
    return z


def dense_backward(dout, x, w):
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for m in range(w.shape[1]):
        upstream = dout[:, m]
        dx += np.multiply.outer(upstream, w[:, m])
        dw[:, m] = np.dot(upstream, x)
        db[m] = upstream.sum()
    return dx, dw, db


def _elementwise(function, first, second):
    answer = np.zeros(np.shape(first))
    for index in np.ndindex(answer.shape):
        answer[index] = function(float(first[index]), float(second[index]))
    return answer


def sigmoid_backward(dout, a):
    return _elementwise(lambda g, s: g * (s * (1.0 - s)), dout, a)


def tanh_backward(dout, a):

    def one(g, s):
        rest = 1.0 - abs(s)
        return g * (rest * (2.0 - rest))

    return _elementwise(one, dout, a)


def relu_backward(dout, z):
    return _elementwise(lambda g, s: g if s > 0 else 0.0, dout, z)


def _activate(z, activation):
    if activation == "relu":
        z[z < 0] = 0.0
        return z
    if activation == "tanh":
        return np.tanh(z)
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def mlp_forward(x, params, activation):
    layers, signal = [], np.array(x, dtype=float)
    for w, b in params[:-1]:
        z = np.einsum("nd,dm->nm", signal, w)
        z += b
        fired = _activate(z.copy(), activation)
        layers.append({"in": signal, "w": np.array(w), "z": z, "a": fired})
        signal = fired
    w, b = params[-1]
    out = np.einsum("nd,dm->nm", signal, w)
    out += b
    layers.append({"in": signal, "w": np.array(w)})
    return out, {"layers": layers, "kind": activation}


def mlp_backward(dout, cache):
    kind, delta, grads = cache["kind"], np.array(dout, dtype=float), []
    stack = list(cache["layers"])
    while stack:
        layer = stack.pop()
        grads.insert(0, (np.einsum("nd,nm->dm", layer["in"], delta), np.einsum("nm->m", delta)))
        if stack:
            below = stack[-1]
            delta = np.einsum("nm,dm->nd", delta, layer["w"])
            if kind == "relu":
                delta[below["z"] <= 0] = 0.0
            elif kind == "tanh":
                delta -= delta * below["a"] ** 2
            else:
                e = np.exp(-np.abs(below["z"]))
                delta *= e / (1.0 + e) ** 2
    return grads


def _moved(x, place, way):
    """A copy of x whose element at the place is moved by way."""
    copy = np.array(x, dtype=float)
    copy[place] += way
    return copy


def gradient_check(f, gradient, x, h):
    said = np.array(gradient(np.array(x)), dtype=float)
    errors = []
    for place in np.ndindex(*x.shape):
        a = float(said[place])
        n = float(f(_moved(x, place, h)) - f(_moved(x, place, -h))) / (2.0 * h)
        errors.append(0.0 if a == n else abs(a - n) / max(abs(a), abs(n)))
    return np.max(errors)


def train_mlp(x, t, params, lr, epochs):
    net, history, n = [[np.array(w, dtype=float), np.array(b, dtype=float)] for w, b in params], [], len(x)
    for _ in range(epochs):
        out, cache = mlp_forward(x, net, "sigmoid")
        error = (out - t).ravel().tolist()
        history.append(sum(e * e for e in error) / n / 2)
        for layer, (dw, db) in zip(net, mlp_backward((out - t) / n, cache)):
            layer[0] -= lr * dw
            layer[1] -= lr * db
    return [(w, b) for w, b in net], history


def count_parameters(sizes):
    total = 0
    for layer in range(1, len(sizes)):
        total += (sizes[layer - 1] + 1) * sizes[layer]
    return int(total)


def collapse_linear(params):
    # the bias is what the chain makes of 0; row i of w is what it makes of unit vector i, less the bias
    inputs = params[0][0].shape[0]
    a, shift = np.eye(inputs), np.zeros(params[0][0].shape[0])
    for w, b in params:
        a = np.einsum("ij,jk->ik", a, w)
        shift = np.einsum("j,jk->k", shift, w) + b
    return a, shift


def gradient_norms(grads):
    return np.array([math.hypot(*dw.ravel().tolist(), *db.ravel().tolist()) for dw, db in grads], dtype=float)
