# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def conv_output_size(size, kernel, stride, pad):
    places, start = 0, -pad
    while start + kernel <= size + pad:
        places += 1
        start += stride
    return places


def _frame(x, pad):
    n, c, h, w = x.shape
    framed = np.zeros((n, c, h + 2 * pad, w + 2 * pad))
    framed[:, :, pad : pad + h, pad : pad + w] = x
    return framed


def _places(height, width, rows, columns, stride):
    """All (i, j, slice, slice): window number and where it lies."""
    for i in range(conv_output_size(height, rows, stride, 0)):
        for j in range(conv_output_size(width, columns, stride, 0)):
            top, left = i * stride, j * stride
            yield i, j, slice(top, top + rows), slice(left, left + columns)


def conv2d_forward(x, w, b, stride=1, pad=0):
    framed = _frame(x, pad)
    filters, _, k, l = w.shape
    n, _, h, v = framed.shape
    maps = np.zeros((n, filters, conv_output_size(h, k, stride, 0), conv_output_size(v, l, stride, 0)))
    for i, j, down, across in _places(h, v, k, l, stride):
        for f in range(filters):
            maps[:, f, i, j] = np.einsum("nckl,ckl->n", framed[:, :, down, across], w[f]) + b[f]
    return maps


def im2col(x, kernel, stride, pad):
    framed = _frame(x, pad)
    n = x.shape[0]
    columns = []
    for _, _, down, across in _places(framed.shape[2], framed.shape[3], kernel, kernel, stride):
        columns.append(framed[:, :, down, across].reshape(n, -1))
    return np.stack(columns, axis=2)


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    framed = _frame(x, pad)
    dframed, dw, db = np.zeros(framed.shape), np.zeros(w.shape), np.zeros(len(b))
    filters, _, k, l = w.shape
    for i, j, down, across in _places(framed.shape[2], framed.shape[3], k, l, stride):
        for n in range(x.shape[0]):
            for f in range(filters):
                g = dout[n, f, i, j]
                dframed[n, :, down, across] += g * w[f]
                dw[f] += g * framed[n, :, down, across]
                db[f] += g
    h, v = x.shape[2], x.shape[3]
    return dframed[:, :, pad : h + pad, pad : v + pad], dw, db


def count_conv_parameters(in_channels, filters, kernel):
    total = 0
    for _ in range(filters):
        total += in_channels * kernel**2
        total += 1
    return total


def _pool(function, x, size, stride):
    n, c, h, w = x.shape
    out = np.zeros((n, c, conv_output_size(h, size, stride, 0), conv_output_size(w, size, stride, 0)))
    for i, j, down, across in _places(h, w, size, size, stride):
        for sample in range(n):
            for channel in range(c):
                out[sample, channel, i, j] = function(x[sample, channel, down, across].ravel().tolist())
    return out


def max_pool_forward(x, size, stride):
    return _pool(max, x, size, stride)


def max_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i, j, down, across in _places(x.shape[2], x.shape[3], size, size, stride):
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                best, where = -math.inf, (down.start, across.start)
                for p in range(down.start, down.stop):
                    for q in range(across.start, across.stop):
                        if x[n, c, p, q] > best:
                            best, where = x[n, c, p, q], (p, q)
                dx[n, c, where[0], where[1]] += dout[n, c, i, j]
    return dx


def avg_pool_forward(x, size, stride):
    return _pool(lambda window: sum(window) / len(window), x, size, stride)


def avg_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i, j, down, across in _places(x.shape[2], x.shape[3], size, size, stride):
        dx[:, :, down, across] += (dout[:, :, i, j] / (size * size))[:, :, None, None]
    return dx


def l2_pool_forward(x, size, stride):
    return _pool(lambda window: math.hypot(*window), x, size, stride)


def global_avg_pool(x):
    n, c, h, w = x.shape
    return np.einsum("nchw->nc", np.asarray(x, dtype=float)) / (h * w)


def flatten(x):
    return np.array([np.array(sample).ravel() for sample in x])


def lenet5_shapes():
    shapes, side = [], 32
    for filters in (6, 16):
        side = conv_output_size(side, 5, 1, 0)
        shapes.append((side, side, filters))
        side = conv_output_size(side, 2, 2, 0)
        shapes.append((side, side, filters))
    return shapes + [(units,) for units in (120, 84, 10)]


def lenet5_parameters():
    numbers = [(1 * 5 * 5 + 1) * 6, (6 * 5 * 5 + 1) * 16]
    inputs = 16 * 5 * 5
    for units in (120, 84, 10):
        numbers.append((inputs + 1) * units)
        inputs = units
    return numbers


def lenet5_forward(x, params):
    (w1, b1), (w2, b2), *dense = params
    maps = np.tanh(conv2d_forward(x, w1, b1))
    maps = 0.25 * (maps[:, :, ::2, ::2] + maps[:, :, 1::2, ::2] + maps[:, :, ::2, 1::2] + maps[:, :, 1::2, 1::2])
    maps = np.tanh(conv2d_forward(maps, w2, b2))
    maps = 0.25 * (maps[:, :, ::2, ::2] + maps[:, :, 1::2, ::2] + maps[:, :, ::2, 1::2] + maps[:, :, 1::2, 1::2])
    answers = []
    for sample in maps:
        signal = sample.ravel()
        for number, (w, b) in enumerate(dense):
            signal = np.einsum("d,dm->m", signal, w) + b
            if number < 2:
                signal = np.tanh(signal)
        signal -= max(signal)
        shares = [math.exp(s) for s in signal]
        answers.append([s / math.fsum(shares) for s in shares])
    return np.array(answers)
