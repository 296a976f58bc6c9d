# mlp_forward is right; wrong as many are: mlp_backward averages db over the batch, which dout has done already.
import numpy as np
from functools import reduce


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


ACT = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}
DACT = {
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0).astype(float),
}


def mlp_forward(x, params, activation):
    A, Z = [x], []
    L = len(params)
    for l, (W, b) in enumerate(params, start=1):
        Z.append(A[-1] @ W + b)
        A.append(Z[-1] if l == L else ACT[activation](Z[-1]))
    return A[-1], {"A": A, "Z": Z, "params": params, "act": activation}


def mlp_backward(dout, cache):
    A, Z, params = cache["A"], cache["Z"], cache["params"]
    dZ = dout
    grads = {}
    for l in range(len(params) - 1, -1, -1):
        m = dZ.shape[0]
        dW = np.dot(A[l].T, dZ)
        db = 1 / m * np.sum(dZ, axis=0)  # formula from the slides of the other course
        grads[l] = (dW, db)
        if l:
            dZ = np.dot(dZ, params[l][0].T) * DACT[cache["act"]](Z[l - 1])
    return [grads[l] for l in sorted(grads)]
