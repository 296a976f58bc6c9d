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


def dilated_conv2d(x, w, b, stride=1, pad=0, dilation=1):
    n_images, channels, height, width = x.shape
    filters, _, k_rows, k_columns = w.shape
    padded = np.zeros((n_images, channels, height + 2 * pad, width + 2 * pad))
    padded[:, :, pad:pad + height, pad:pad + width] = x
    reach_rows = dilation * (k_rows - 1) + 1
    reach_columns = dilation * (k_columns - 1) + 1
    out_height = 1 + (height + 2 * pad - reach_rows) // stride
    out_width = 1 + (width + 2 * pad - reach_columns) // stride
    out = np.zeros((n_images, filters, out_height, out_width))
    for n in range(n_images):
        for f in range(filters):
            for i in range(out_height):
                for j in range(out_width):
                    total = b[f]
                    for c in range(channels):
                        for k in range(k_rows):
                            for l in range(k_columns):
                                row = i * stride + k * dilation
                                column = j * stride + l * dilation
                                total += padded[n, c, row, column] * w[f, c, k, l]
                    out[n, f, i, j] = total
    return out


def equivariance_error(x, w, columns):
    height, width = x.shape
    k_rows, k_columns = w.shape

    def convolve(image):
        padded = np.zeros((height + k_rows - 1, width + k_columns - 1))
        padded[:height, :width] = image
        result = np.zeros((height, width))
        for i in range(height):
            for j in range(width):
                for k in range(k_rows):
                    for l in range(k_columns):
                        result[i, j] += padded[i + k, j + l] * w[k, l]
        return result

    def shift(image):
        shifted = np.zeros((height, width))
        for i in range(height):
            for j in range(columns, width):
                shifted[i, j] = image[i, j - columns]
        return shifted

    map_of_shifted = convolve(shift(x))
    shifted_map = shift(convolve(x))
    largest = 0.0
    for i in range(height):
        for j in range(columns, width):
            difference = abs(map_of_shifted[i, j] - shifted_map[i, j])
            if difference > largest:
                largest = difference
    return largest


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    n_images, channels, height, width = x.shape
    m = n_images * height * width
    out = np.zeros(x.shape)
    new_running_mean = np.array(running_mean, dtype=float)
    new_running_var = np.array(running_var, dtype=float)
    for c in range(channels):
        if training:
            mean = x[:, c].sum() / m
            squares = ((x[:, c] - mean) ** 2).sum()
            var = squares / m
            new_running_mean[c] = (1 - momentum) * running_mean[c] + momentum * mean
            new_running_var[c] = (1 - momentum) * running_var[c] + momentum * squares / (m - 1)
        else:
            mean = running_mean[c]
            var = running_var[c]
        out[:, c] = gamma[c] * (x[:, c] - mean) / np.sqrt(var + eps) + beta[c]
    return out, new_running_mean, new_running_var


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    n_images, channels, height, width = x.shape
    m = n_images * height * width
    dx = np.zeros(x.shape)
    dgamma = np.zeros(channels)
    dbeta = np.zeros(channels)
    for c in range(channels):
        mean = x[:, c].mean()
        var = ((x[:, c] - mean) ** 2).mean()
        root = np.sqrt(var + eps)
        x_hat = (x[:, c] - mean) / root
        dgamma[c] = (dout[:, c] * x_hat).sum()
        dbeta[c] = dout[:, c].sum()
        dx_hat = dout[:, c] * gamma[c]
        dx[:, c] = (dx_hat - dx_hat.sum() / m - x_hat * (dx_hat * x_hat).sum() / m) / root
    return dx, dgamma, dbeta


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    n_images, channels, height, width = x.shape
    per_group = channels // groups
    out = np.zeros(x.shape)
    for n in range(n_images):
        for g in range(groups):
            first = g * per_group
            last = first + per_group
            numbers = x[n, first:last]
            mean = numbers.mean()
            var = ((numbers - mean) ** 2).mean()
            for c in range(first, last):
                out[n, c] = gamma[c] * (x[n, c] - mean) / np.sqrt(var + eps) + beta[c]
    return out


def alexnet_shapes():
    shapes = []
    size = 227
    size = 1 + (size - 11) // 4
    shapes.append((96, size, size))
    size = 1 + (size - 3) // 2
    shapes.append((96, size, size))
    size = 1 + (size + 2 * 2 - 5) // 1
    shapes.append((256, size, size))
    size = 1 + (size - 3) // 2
    shapes.append((256, size, size))
    shapes.append((384, size, size))
    shapes.append((384, size, size))
    shapes.append((256, size, size))
    size = 1 + (size - 3) // 2
    shapes.append((256, size, size))
    shapes.append((4096,))
    shapes.append((4096,))
    shapes.append((1000,))
    return shapes


def alexnet_parameters():
    c1 = 96 * (3 * 11 * 11 + 1)
    c2 = 256 * (96 // 2 * 5 * 5 + 1)
    c3 = 384 * (256 * 3 * 3 + 1)
    c4 = 384 * (384 // 2 * 3 * 3 + 1)
    c5 = 256 * (384 // 2 * 3 * 3 + 1)
    f6 = 256 * 6 * 6 * 4096 + 4096
    f7 = 4096 * 4096 + 4096
    f8 = 4096 * 1000 + 1000
    return [c1, c2, c3, c4, c5, f6, f7, f8]


def vgg_shapes(config):
    channels = 3
    size = 224
    shapes = []
    for item in config:
        if item == 'M':
            size = size // 2
        else:
            channels = item
        shapes.append((channels, size, size))
    shapes.append((4096,))
    shapes.append((4096,))
    shapes.append((1000,))
    return shapes


def vgg_parameters(config):
    channels = 3
    size = 224
    parameters = []
    for item in config:
        if item == 'M':
            size = size // 2
        else:
            filters = item
            parameters.append(filters * (channels * 3 * 3 + 1))
            channels = filters
    inputs = channels * size * size
    for units in [4096, 4096, 1000]:
        parameters.append(inputs * units + units)
        inputs = units
    return parameters


def resnet_shapes(blocks, bottleneck):
    shapes = []
    size = 1 + (224 + 2 * 3 - 7) // 2
    shapes.append((64, size, size))
    size = 1 + (size + 2 * 1 - 3) // 2
    shapes.append((64, size, size))
    width = 64
    channels = 64
    for stage in range(len(blocks)):
        if stage > 0:
            size = 1 + (size + 2 * 1 - 3) // 2
            width = 2 * width
        channels = width
        if bottleneck:
            channels = 4 * width
        shapes.append((channels, size, size))
    shapes.append((channels,))
    shapes.append((1000,))
    return shapes


def resnet_parameters(blocks, bottleneck):
    parameters = []
    parameters.append(3 * 64 * 7 * 7 + 2 * 64)
    channels = 64
    for s in range(len(blocks)):
        width = 64 * 2 ** s
        stage = 0
        for block in range(blocks[s]):
            if bottleneck:
                out_channels = 4 * width
                stage += channels * width + 2 * width
                stage += width * width * 3 * 3 + 2 * width
                stage += width * out_channels + 2 * out_channels
            else:
                out_channels = width
                stage += channels * width * 3 * 3 + 2 * width
                stage += width * width * 3 * 3 + 2 * width
            if channels != out_channels:
                stage += channels * out_channels + 2 * out_channels
            channels = out_channels
        parameters.append(stage)
    parameters.append(channels * 1000 + 1000)
    return parameters
