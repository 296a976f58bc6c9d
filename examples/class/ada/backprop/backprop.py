# Right, and close to the reference: the released module, filled in.
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
    """Return ``(out, cache)``: the output of a multi-layer perceptron, and whatever `mlp_backward` will need.

    ``x`` is ``(N, D)``; ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape ``(D, M)`` and
    ``b`` of shape ``(M,)``. Each layer computes ``z = a @ w + b`` from the one before (the first one from
    ``x``) and applies the activation, 'sigmoid', 'tanh' or 'relu', except that the last layer is linear: its
    ``z`` is the output. The cache is your own: any value, which only your `mlp_backward` reads.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> print(out)
    [[2.25]
     [7.75]]
    """
    f = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}[activation]
    a = x
    inputs = []
    for i, (w, b) in enumerate(params):
        inputs.append(a)
        z = a @ w + b
        a = f(z) if i < len(params) - 1 else z
    return a, (inputs, params, activation)


def mlp_backward(dout, cache):
    """Return the gradients ``[(dw, db), ...]`` of a loss with respect to the parameters, layer by layer.

    ``dout`` is the gradient of the loss with respect to the output of `mlp_forward`, ``(N, M)``, and ``cache``
    is what your `mlp_forward` returned beside it. A mean over the batch is already in ``dout``: sum over the
    rows, do not average again. Each ``dw`` and ``db`` has the shape of its ``w`` and ``b``. The slope of
    ReLU at 0 is 0.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> (dw1, db1), (dw2, db2) = mlp_backward(np.array([[1.0], [10.0]]), cache)
    >>> print(dw1, db1)
    [[  2. -60.]] [ 2. 30.]
    >>> print(dw2.T, db2)
    [[ 1. 25.]] [11.]
    """
    inputs, params, activation = cache
    delta = dout
    grads = []
    for i in reversed(range(len(params))):
        a = inputs[i]
        grads.insert(0, (a.T @ delta, delta.sum(axis=0)))
        if i > 0:
            delta = delta @ params[i][0].T
            if activation == "sigmoid":
                delta = delta * a * (1 - a)
            elif activation == "tanh":
                delta = delta * (1 - a**2)
            else:
                delta = delta * (a > 0)
    return grads
