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


def dilated_conv2d(x, w, b, stride=1, pad=0, dilation=1):
    rows, columns = (dilation * (length - 1) + 1 for length in w.shape[2:])
    windows = _windows(_padded(x, pad), rows, columns, stride)[..., ::dilation, ::dilation]
    out = np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3]))  # (N, H', W', F)
    return np.ascontiguousarray((out + b).transpose(0, 3, 1, 2))


def equivariance_error(x, w, columns):
    def convolved(image):
        padded = np.pad(image, ((0, w.shape[0] - 1), (0, w.shape[1] - 1)))
        return np.tensordot(sliding_window_view(padded, w.shape), w, axes=2)

    def shifted(image):
        out = np.zeros_like(image)
        out[:, columns:] = image[:, :-columns]
        return out

    apart = np.abs(convolved(shifted(x)) - shifted(convolved(x)))
    return apart[:, columns:].max()


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=(0, 2, 3), ddof=1)
    else:
        mean, var = running_mean, running_var
    each = (slice(None), None, None)
    out = gamma[each] * (x - mean[each]) / np.sqrt(var[each] + eps) + beta[each]
    return out, running_mean, running_var


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    axes = (0, 2, 3)
    scale = 1 / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=axes, keepdims=True)) * scale
    g = gamma[:, None, None] * dout
    dx = scale * (g - g.mean(axis=axes, keepdims=True) - x_hat * (g * x_hat).mean(axis=axes, keepdims=True))
    return dx, (dout * x_hat).sum(axis=axes), dout.sum(axis=axes)


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    n, c, h, w = x.shape
    grouped = x.reshape(n, groups, c // groups, h, w)
    mean = grouped.mean(axis=(2, 3, 4), keepdims=True)
    var = grouped.var(axis=(2, 3, 4), keepdims=True)
    normal = ((grouped - mean) / np.sqrt(var + eps)).reshape(x.shape)
    return normal * gamma[:, None, None] + beta[:, None, None]


def alexnet_shapes():
    convolutions = [(96, 55), (256, 27), (384, 13), (384, 13), (256, 13)]
    maps = [(f, side, side) for f, side in convolutions]
    return [maps[0], (96, 27, 27), maps[1], (256, 13, 13), *maps[2:], (256, 6, 6), (4096,), (4096,), (1000,)]


def alexnet_parameters():
    inputs = np.array([3 * 121, 48 * 25, 256 * 9, 192 * 9, 192 * 9, 256 * 36, 4096, 4096])
    units = np.array([96, 256, 384, 384, 256, 4096, 4096, 1000])
    return ((inputs + 1) * units).tolist()


def vgg_shapes(config):
    shape, shapes = (3, 224, 224), []
    for item in config:
        shape = (shape[0], shape[1] // 2, shape[2] // 2) if item == "M" else (item, *shape[1:])
        shapes.append(shape)
    return [*shapes, (4096,), (4096,), (1000,)]


def vgg_parameters(config):
    shapes = [(3, 224, 224), *vgg_shapes(config)[:-3]]
    counts = [f * (9 * before[0] + 1) for f, before in zip(config, shapes) if f != "M"]
    c, h, w = shapes[-1]
    return [*counts, 4096 * (c * h * w + 1), 4096 * 4097, 1000 * 4097]


def resnet_shapes(blocks, bottleneck):
    shapes, side, width = [(64, 112, 112), (64, 56, 56)], 56, 64
    for _ in blocks:
        out = 4 * width if bottleneck else width
        shapes.append((out, side, side))
        side, width = -(-side // 2), 2 * width
    return [*shapes, (out,), (1000,)]


def resnet_parameters(blocks, bottleneck):
    def convolution(n, m, kernel):
        return n * m * kernel * kernel + 2 * m  # no bias, but gamma and beta

    counts, n = [convolution(3, 64, 7)], 64
    for stage, number in enumerate(blocks):
        width = 64 * 2**stage
        out = 4 * width if bottleneck else width
        total = 0
        for _ in range(number):
            if bottleneck:
                total += convolution(n, width, 1) + convolution(width, width, 3) + convolution(width, out, 1)
            else:
                total += convolution(n, width, 3) + convolution(width, out, 3)
            if n != out:
                total += convolution(n, out, 1)
            n = out
        counts.append(total)
    return [*counts, (n + 1) * 1000]
