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
    framed = _frame(x, pad)
    filters, _, rows, columns = w.shape
    tall, wide = dilation * (rows - 1) + 1, dilation * (columns - 1) + 1
    height = conv_output_size(framed.shape[2], tall, stride, 0)
    width = conv_output_size(framed.shape[3], wide, stride, 0)
    out = np.zeros((x.shape[0], filters, height, width))
    for n, f, i, j in np.ndindex(out.shape):
        total = b[f]
        for k in range(rows):
            for l in range(columns):
                total += w[f, :, k, l] @ framed[n, :, i * stride + k * dilation, j * stride + l * dilation]
        out[n, f, i, j] = total
    return out


def equivariance_error(x, w, columns):
    height, width = x.shape

    def convolved(image):
        out = np.zeros((height, width))
        for i, j in np.ndindex(height, width):
            for k, l in np.ndindex(w.shape):
                if i + k < height and j + l < width:
                    out[i, j] += w[k, l] * image[i + k, j + l]
        return out

    moved = np.zeros((height, width))
    for j in range(columns, width):
        moved[:, j] = x[:, j - columns]
    of_moved, of_image = convolved(moved), convolved(x)
    largest = 0.0
    for i in range(height):
        for j in range(columns, width):
            largest = max(largest, abs(of_moved[i, j] - of_image[i, j - columns]))
    return float(largest)


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    out = np.zeros(x.shape)
    new_mean, new_var = running_mean.copy(), running_var.copy()
    for c in range(x.shape[1]):
        values = x[:, c]
        if training:
            mean = values.sum() / values.size
            squares = ((values - mean) ** 2).sum()
            var = squares / values.size
            new_mean[c] += momentum * (mean - running_mean[c])
            new_var[c] += momentum * (squares / (values.size - 1) - running_var[c])
        else:
            mean, var = running_mean[c], running_var[c]
        out[:, c] = gamma[c] * (values - mean) / math.sqrt(var + eps) + beta[c]
    return out, new_mean, new_var


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for c in range(x.shape[1]):
        values, d = x[:, c], dout[:, c]
        n = values.size
        mean = values.sum() / n
        sigma = math.sqrt(((values - mean) ** 2).sum() / n + eps)
        normal = (values - mean) / sigma
        dgamma[c], dbeta[c] = (d * normal).sum(), d.sum()
        dx[:, c] = gamma[c] / (n * sigma) * (n * d - dbeta[c] - normal * dgamma[c])
    return dx, dgamma, dbeta


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    out, size = np.zeros(x.shape), x.shape[1] // groups
    for n in range(x.shape[0]):
        for g in range(groups):
            own = slice(g * size, (g + 1) * size)
            values = x[n, own]
            mean = values.sum() / values.size
            var = ((values - mean) ** 2).sum() / values.size
            out[n, own] = (values - mean) / math.sqrt(var + eps)
    for c in range(x.shape[1]):
        out[:, c] = gamma[c] * out[:, c] + beta[c]
    return out


def alexnet_shapes():
    side = conv_output_size(227, 11, 4, 0)
    shapes = [(96, side, side)]
    side = conv_output_size(side, 3, 2, 0)
    shapes.append((96, side, side))
    side = conv_output_size(side, 5, 1, 2)
    shapes.append((256, side, side))
    side = conv_output_size(side, 3, 2, 0)
    shapes.append((256, side, side))
    for filters in (384, 384, 256):
        side = conv_output_size(side, 3, 1, 1)
        shapes.append((filters, side, side))
    side = conv_output_size(side, 3, 2, 0)
    shapes.append((256, side, side))
    for units in (4096, 4096, 1000):
        shapes.append((units,))
    return shapes


def alexnet_parameters():
    counts = []
    for filters, channels, kernel in ((96, 3, 11), (256, 48, 5), (384, 256, 3), (384, 192, 3), (256, 192, 3)):
        counts.append(filters * channels * kernel * kernel + filters)
    for inputs, units in ((256 * 6 * 6, 4096), (4096, 4096), (4096, 1000)):
        counts.append(inputs * units + units)
    return counts


def vgg_shapes(config):
    shapes, channels, side = [], 3, 224
    for item in config:
        if item == "M":
            side = conv_output_size(side, 2, 2, 0)
        else:
            channels = item
            side = conv_output_size(side, 3, 1, 1)
        shapes.append((channels, side, side))
    for units in (4096, 4096, 1000):
        shapes.append((units,))
    return shapes


def vgg_parameters(config):
    counts, channels, side = [], 3, 224
    for item in config:
        if item == "M":
            side = conv_output_size(side, 2, 2, 0)
        else:
            counts.append(item * channels * 3 * 3 + item)
            channels = item
    inputs = channels * side * side
    for units in (4096, 4096, 1000):
        counts.append(inputs * units + units)
        inputs = units
    return counts


def resnet_shapes(blocks, bottleneck):
    side = conv_output_size(224, 7, 2, 3)
    shapes = [(64, side, side)]
    side = conv_output_size(side, 3, 2, 1)
    shapes.append((64, side, side))
    channels = 256 if bottleneck else 64
    for stage in range(len(blocks)):
        if stage > 0:
            side = conv_output_size(side, 3, 2, 1)
            channels *= 2
        shapes.append((channels, side, side))
    shapes.append((channels,))
    shapes.append((1000,))
    return shapes


def resnet_parameters(blocks, bottleneck):
    counts = [3 * 64 * 7 * 7 + 64 + 64]
    channels, width = 64, 64
    for number in blocks:
        total = 0
        for block in range(number):
            if bottleneck:
                out = 4 * width
                total += channels * width + 2 * width
                total += width * width * 9 + 2 * width
                total += width * out + 2 * out
            else:
                out = width
                total += channels * width * 9 + 2 * width
                total += width * width * 9 + 2 * width
            if block == 0 and channels != out:
                total += channels * out + 2 * out
            channels = out
        counts.append(total)
        width *= 2
    counts.append(channels * 1000 + 1000)
    return counts
