# Partly done: mlp_forward is right, mlp_backward is not written yet.
"""Backpropagation: mlp_forward, mlp_backward."""

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


def mlp_forward(x, params, activation):
    h = x
    cache = {"h0": x}
    for i, (w, b) in enumerate(params):
        z = np.matmul(h, w) + b[None, :]
        last = i == len(params) - 1
        if last:
            h = z
        elif activation == "sigmoid":
            h = sigmoid(z)
        elif activation == "tanh":
            h = np.tanh(z)
        elif activation == "relu":
            h = relu(z)
        cache[f"z{i + 1}"], cache[f"h{i + 1}"] = z, h
    return h, cache


def mlp_backward(dout, cache):
    # out of time :(
    raise NotImplementedError
