# Right, in whole arrays, written from the statements alone.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _windows(x, rows, columns, stride):
    """View of the windows of the images: (N, C, H', W', rows, columns)."""
    return sliding_window_view(x, (rows, columns), axis=(2, 3))[:, :, ::stride, ::stride]


def _padded(x, pad):
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def conv_output_size(size, kernel, stride, pad):
    return 1 + (size + 2 * pad - kernel) // stride


def conv2d_forward(x, w, b, stride=1, pad=0):
    windows = _windows(_padded(x, pad), w.shape[2], w.shape[3], stride)
    out = np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3]))  # (N, H', W', F)
    return np.ascontiguousarray((out + b).transpose(0, 3, 1, 2))


def im2col(x, kernel, stride, pad):
    windows = _windows(_padded(x, pad), kernel, kernel, stride)
    n, c, rows, columns = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kernel * kernel, rows * columns)


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    padded = _padded(x, pad)
    k, l = w.shape[2:]
    windows = _windows(padded, k, l, stride)
    dw = np.tensordot(dout, windows, axes=([0, 2, 3], [0, 2, 3]))
    db = dout.sum(axis=(0, 2, 3))
    dpadded = np.zeros(padded.shape)
    rows, columns = dout.shape[2:]
    for i in range(k):
        for j in range(l):
            part = np.tensordot(dout, w[:, :, i, j], axes=([1], [0])).transpose(0, 3, 1, 2)
            dpadded[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += part
    return dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]].copy(), dw, db


def count_conv_parameters(in_channels, filters, kernel):
    return filters * (in_channels * kernel * kernel + 1)


def max_pool_forward(x, size, stride):
    return _windows(x, size, size, stride).max(axis=(4, 5))


def max_pool_backward(dout, x, size, stride):
    windows = _windows(x, size, size, stride)
    winner = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    n, c, i, j = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * stride + winner // size, j * stride + winner % size), dout)
    return dx


def avg_pool_forward(x, size, stride):
    return _windows(x, size, size, stride).mean(axis=(4, 5))


def avg_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    rows, columns = dout.shape[2:]
    for i in range(size):
        for j in range(size):
            dx[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += dout / size**2
    return dx


def l2_pool_forward(x, size, stride):
    return np.sqrt(np.sum(_windows(x, size, size, stride) ** 2.0, axis=(4, 5)))


def global_avg_pool(x):
    return x.mean(axis=(2, 3))


def flatten(x):
    return x.reshape(x.shape[0], -1).copy()


def lenet5_shapes():
    return [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (120,), (84,), (10,)]


def lenet5_parameters():
    return [
        count_conv_parameters(1, 6, 5),
        count_conv_parameters(6, 16, 5),
        16 * 5 * 5 * 120 + 120,
        120 * 84 + 84,
        84 * 10 + 10,
    ]


def lenet5_forward(x, params):
    a = x
    for w, b in params[:2]:
        a = avg_pool_forward(np.tanh(conv2d_forward(a, w, b)), 2, 2)
    a = flatten(a)
    for w, b in params[2:4]:
        a = np.tanh(a @ w + b)
    w, b = params[4]
    scores = a @ w + b
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
