"""What this assignment starts from: networks, losses and optimizers of the assignments before."""

import numpy as np


def softmax_cross_entropy(z, y):
    """The mean cross-entropy of scores z (N, K) and labels y (N,), and its gradient with respect to z."""
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return loss, dz / len(z)


def dense_forward(x, w, b):
    """The outputs (N, M) of a dense layer with weights w (D, M) and biases b (M,) for the inputs x (N, D)."""
    return x @ w + b


def dense_backward(dout, x, w):
    """The gradients (dx, dw, db) of a dense layer's arguments."""
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def mlp_forward(x, params, activation):
    """The scores of a multi-layer perceptron, 'relu' or 'tanh' after all layers but the last, and a cache."""
    function = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    inputs = []
    for w, b in params:
        inputs.append(x)
        z = x @ w + b
        x = function(z)
    return z, (inputs, params, activation)


def mlp_backward(dout, cache):
    """The gradients of the parameters, [(dw, db), ...], under the gradient dout of the scores."""
    inputs, params, activation = cache
    slope = {"relu": lambda a: a > 0, "tanh": lambda a: 1 - a**2}[activation]
    grads = []
    for i in reversed(range(len(params))):
        grads.append((inputs[i].T @ dout, dout.sum(axis=0)))
        if i > 0:
            dout = dout @ params[i][0].T * slope(inputs[i])
    return grads[::-1]


def conv2d_forward(x, w, b, stride=1, pad=0):
    """Feature maps (N, F, H', W') of images x (N, C, H, W) under filters w (F, C, K, L) and biases b (F,)."""
    windows = _windows(x, w, stride, pad)
    return np.moveaxis(np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])), -1, 1) + b[:, None, None]


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    """The gradients (dx, dw, db) of a convolution's arguments."""
    dw = np.tensordot(dout, _windows(x, w, stride, pad), axes=([0, 2, 3], [0, 2, 3]))
    n, c, height, width = x.shape
    dx = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    rows, columns = dout.shape[2:]
    sent = np.moveaxis(np.tensordot(w, dout, axes=(0, 1)), 3, 0)  # (N, C, K, L, H', W'): back through each weight
    for k in range(w.shape[2]):
        for j in range(w.shape[3]):
            dx[:, :, k:k + rows * stride:stride, j:j + columns * stride:stride] += sent[:, :, k, j]
    return dx[:, :, pad:pad + height, pad:pad + width], dw, dout.sum(axis=(0, 2, 3))


def _windows(x, w, stride, pad):
    """All windows of the size of w, (N, C, H', W', K, L)."""
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    return np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]


def avg_pool_forward(x, size, stride):
    """The mean of each window of size by size."""
    rows, columns = ((length - size) // stride * stride + 1 for length in x.shape[2:])
    parts = (x[:, :, k:k + rows:stride, j:j + columns:stride] for k in range(size) for j in range(size))
    return sum(parts) / size**2


def avg_pool_backward(dout, x, size, stride):
    """The gradient of average pooling's input: each element of a window gets an equal part."""
    dx = np.zeros(x.shape)
    rows, columns = dout.shape[2:]
    for k in range(size):
        for j in range(size):
            dx[:, :, k:k + rows * stride:stride, j:j + columns * stride:stride] += dout / size**2
    return dx


def sgd_step(w, dw, lr):
    """One step of gradient descent."""
    return w - lr * dw


def momentum_step(w, dw, v, lr, beta=0.9):
    """One step along the running average v of the gradient; returns (w, v)."""
    v = beta * v + (1 - beta) * dw
    return w - lr * v, v


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
