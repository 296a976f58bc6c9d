# mlp_forward is right; wrong as many are: mlp_backward lets the gradient pass through units that did not fire.
import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


def mlp_forward(x, params, activation):
    *hidden, (w_out, b_out) = params
    stack = []
    for w, b in hidden:
        stack.append(x)
        x = x @ w + b
        if activation == "sigmoid":
            x = sigmoid(x)
        if activation == "tanh":
            x = np.tanh(x)
        if activation == "relu":
            x = relu(x)
    stack.append(x)
    return x @ w_out + b_out, (stack, [w for w, _ in params], activation)


def mlp_backward(dout, cache):
    stack, weights, activation = cache
    result = []
    while stack:
        a, w = stack[-1], weights[-1]
        stack, weights = stack[:-1], weights[:-1]
        result = [(a.T @ dout, dout.sum(axis=0))] + result
        dout = dout @ w.T
        if activation == "sigmoid":
            dout = dout * a * (1 - a)
        elif activation == "tanh":
            dout = dout * (1 - a * a)
        else:
            dout = np.where(a < 0, 0, dout)  # no gradient where the unit is off
    return result
