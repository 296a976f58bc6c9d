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
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    reach = [dilation * (length - 1) + 1 for length in w.shape[2:]]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.einsum("ncijkl,fckl->nfij", windows, w, optimize=True) + b[:, None, None]


def equivariance_error(x, w, columns):
    difference = _same_map(_move_right(x, columns), w) - _move_right(_same_map(x, w), columns)
    return np.abs(difference[:, columns:]).max()


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        count = x.size / x.shape[1]
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * count / (count - 1)
    normalised = (x - _by_channel(mean)) / np.sqrt(_by_channel(var) + eps)
    return _by_channel(gamma) * normalised + _by_channel(beta), running_mean, running_var


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    axes = (0, 2, 3)
    root = np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    normalised = (x - x.mean(axis=axes, keepdims=True)) / root
    mean_dout = dout.mean(axis=axes, keepdims=True)
    mean_product = (dout * normalised).mean(axis=axes, keepdims=True)
    dx = _by_channel(gamma) / root * (dout - mean_dout - normalised * mean_product)
    return dx, (dout * normalised).sum(axis=axes), dout.sum(axis=axes)


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    parts = x.reshape(len(x), groups, -1)
    mean, var = parts.mean(axis=2, keepdims=True), parts.var(axis=2, keepdims=True)
    normalised = ((parts - mean) / np.sqrt(var + eps)).reshape(x.shape)
    return _by_channel(gamma) * normalised + _by_channel(beta)


def alexnet_shapes():
    return [(96, 55, 55), (96, 27, 27), (256, 27, 27), (256, 13, 13), (384, 13, 13), (384, 13, 13), (256, 13, 13),
            (256, 6, 6), (4096,), (4096,), (1000,)]


def alexnet_parameters():
    convolutions = [(96, 3, 11), (256, 96 // 2, 5), (384, 256, 3), (384, 384 // 2, 3), (256, 384 // 2, 3)]
    dense = [(4096, 256 * 6 * 6), (4096, 4096), (1000, 4096)]
    return [f * (c * k**2 + 1) for f, c, k in convolutions] + [m * (d + 1) for m, d in dense]


def vgg_shapes(config):
    shapes, (channels, size) = [], (3, 224)
    for item in config:
        if item == "M":
            size //= 2
        else:
            channels = item
        shapes.append((channels, size, size))
    return [*shapes, (4096,), (4096,), (1000,)]


def vgg_parameters(config):
    counts, channels, size = [], 3, 224
    for item in config:
        if item == "M":
            size //= 2
        else:
            counts.append(item * (channels * 9 + 1))
            channels = item
    return counts + [4096 * (channels * size**2 + 1), 4096 * 4097, 1000 * 4097]


def resnet_shapes(blocks, bottleneck):
    shapes, size = [(64, 112, 112), (64, 56, 56)], 56
    for stage in range(len(blocks)):
        if stage > 0:
            size = (size + 1) // 2
        shapes.append((64 * 2**stage * (4 if bottleneck else 1), size, size))
    return [*shapes, shapes[-1][:1], (1000,)]


def resnet_parameters(blocks, bottleneck):
    counts, channels = [_conv_and_norm(3, 64, 7)], 64
    for stage, number in enumerate(blocks):
        width = 64 * 2**stage
        out = 4 * width if bottleneck else width
        count = 0
        for _ in range(number):
            if bottleneck:
                count += _conv_and_norm(channels, width, 1) + _conv_and_norm(width, width, 3)
                count += _conv_and_norm(width, out, 1)
            else:
                count += _conv_and_norm(channels, width, 3) + _conv_and_norm(width, width, 3)
            if channels != out:
                count += _conv_and_norm(channels, out, 1)
            channels = out
        counts.append(count)
    return [*counts, 1000 * (channels + 1)]


def _by_channel(v):
    """The numbers v (C,) of the channels, to be used with images (N, C, H, W)."""
    return v[:, None, None]


def _move_right(x, columns):
    moved = np.zeros(x.shape)
    moved[:, columns:] = x[:, :-columns]
    return moved


def _same_map(x, w):
    x = np.pad(x, [(0, w.shape[0] - 1), (0, w.shape[1] - 1)])
    return np.einsum("ijkl,kl->ij", np.lib.stride_tricks.sliding_window_view(x, w.shape), w)


def _conv_and_norm(channels, filters, kernel):
    """What a convolution without biases learns, and the batch normalisation behind it."""
    return filters * channels * kernel**2 + 2 * filters
