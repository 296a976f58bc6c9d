# Right; a notebook with the first tries lies beside the module, which holds the work.
import numpy as np


def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    return np.maximum(z, 0)


def mlp_forward(x, params, activation):
    fs = dict(sigmoid=sigmoid, tanh=np.tanh, relu=relu)
    trace = []
    for w, b in params:
        z = x.dot(w) + b
        trace.append((x, w, z))
        x = fs[activation](z)
    return z, (trace, activation)


def mlp_backward(dout, cache):
    """delta of a layer -> gradients of the layer -> delta of the layer below"""
    trace, activation = cache

    def slope(z):
        if activation == "relu":
            return 1.0 * (z > 0)
        if activation == "tanh":
            return 1 - np.tanh(z) ** 2
        s = sigmoid(z)
        return s - s * s

    def walk(layer, delta):
        x, w, _ = trace[layer]
        here = [(np.einsum("ni,nj->ij", x, delta), np.einsum("nj->j", delta))]
        if layer == 0:
            return here
        return walk(layer - 1, (delta @ w.T) * slope(trace[layer - 1][2])) + here

    return walk(len(trace) - 1, dout)
