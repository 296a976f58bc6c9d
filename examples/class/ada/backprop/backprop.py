# Right, in whole arrays, written from the statements alone.
import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


def circuit_gradients(x, y, z):
    return np.copy(z)[()], np.copy(z)[()], x + y


def sigmoid_neuron_gradients(w, x):
    z = w[:-1] @ x + w[-1]
    e = np.exp(-np.abs(z))
    slope = e / (1 + e) ** 2
    return slope * np.append(x, 1.0), slope * w[:-1]


def dense_forward(x, w, b):
    return x @ w + b


def dense_backward(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, a):
    return dout * a * (1 - a)


def tanh_backward(dout, a):
    return dout * (1 - a) * (1 + a)


def relu_backward(dout, z):
    return np.where(z > 0, dout, 0.0)


def mlp_forward(x, params, activation):
    function = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}[activation]
    inputs = []
    a = x
    for number, (w, b) in enumerate(params, 1):
        inputs.append(a)
        a = dense_forward(a, w, b)
        if number < len(params):
            a = function(a)
    return a, (inputs, params, activation)


def mlp_backward(dout, cache):
    inputs, params, activation = cache
    # relu(z) > 0 exactly where z > 0, so that its output will do for its slope
    backward = {"sigmoid": sigmoid_backward, "tanh": tanh_backward, "relu": relu_backward}[activation]
    grads = []
    for layer in reversed(range(len(params))):
        da, dw, db = dense_backward(dout, inputs[layer], params[layer][0])
        grads.append((dw, db))
        if layer > 0:
            dout = backward(da, inputs[layer])
    return grads[::-1]


def gradient_check(f, gradient, x, h):
    analytic = np.asarray(gradient(x.copy()), dtype=float)
    numeric = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        numeric[index] = (f(x + step) - f(x - step)) / (2 * h)
    larger = np.maximum(np.abs(analytic), np.abs(numeric))
    return np.max(np.abs(analytic - numeric) / np.where(larger == 0, 1.0, larger))


def train_mlp(x, t, params, lr, epochs):
    params = [(w.copy(), b.copy()) for w, b in params]
    losses = []
    for _ in range(epochs):
        out, cache = mlp_forward(x, params, "sigmoid")
        losses.append(float(np.sum((out - t) ** 2) / (2 * len(x))))
        grads = mlp_backward((out - t) / len(x), cache)
        params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
    return params, losses


def count_parameters(sizes):
    return sum(d * m + m for d, m in zip(sizes[:-1], sizes[1:]))


def collapse_linear(params):
    w, b = params[0][0].copy(), params[0][1].copy()
    for next_w, next_b in params[1:]:
        w, b = w @ next_w, b @ next_w + next_b
    return w, b


def gradient_norms(grads):
    norms = []
    for dw, db in grads:
        both = np.abs(np.concatenate([dw.ravel(), db.ravel()]))
        largest = both.max()
        norms.append(largest * np.sqrt(np.sum((both / largest) ** 2)) if largest > 0 else 0.0)
    return np.array(norms, dtype=float)
