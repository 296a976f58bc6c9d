# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def symmetry_broken(params):
    for layer in range(len(params) - 1):
        w, b = params[layer]
        after = params[layer + 1][0]
        for i in range(len(b)):
            for j in range(i):
                if b[i] == b[j] and (w[:, i] == w[:, j]).all() and (after[i] == after[j]).all():
                    return False
    return True


def _spread(rng, n_in, n_out, deviation):
    """Draw normal weights, unit by unit brought to the standard deviation."""
    w = np.array(rng.standard_normal((n_in, n_out)))
    for unit in range(n_out):
        w[:, unit] *= deviation
    return w


def normal_init(rng, n_in, n_out, scale=0.01):
    return _spread(rng, n_in, n_out, scale)


def xavier_init(rng, n_in, n_out):
    return _spread(rng, n_in, n_out, 1.0 / math.sqrt(n_in))


def he_init(rng, n_in, n_out):
    return _spread(rng, n_in, n_out, math.sqrt(2.0) / math.sqrt(n_in))


def fit_standardizer(x):
    n, d = x.shape
    mean, std = np.zeros(d), np.ones(d)
    for j in range(d):
        column = [float(v) for v in x[:, j]]
        mean[j] = math.fsum(column) / n
        if min(column) != max(column):
            std[j] = math.sqrt(math.fsum((v - mean[j]) ** 2 for v in column) / n)
    return mean, std


def standardize(x, mean, std):
    result = np.array(x, dtype=float)
    for row in result:
        row -= mean
        row /= std
    return result


def min_max_scale(x, low, high):
    result = np.array(x, dtype=float)
    for j in range(result.shape[1]):
        column = result[:, j]
        bottom, top = float(column.min()), float(column.max())
        for i in range(len(column)):
            if column[i] == bottom:
                column[i] = low
            elif column[i] == top:
                column[i] = high
            else:
                column[i] = low + (column[i] - bottom) * (high - low) / (top - bottom)
    return result


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    n, d = x.shape
    out = np.empty((n, d))
    new_mean, new_var = np.array(running_mean, dtype=float), np.array(running_var, dtype=float)
    for j in range(d):
        if training:
            m = sum(x[i, j] for i in range(n)) / n
            squares = sum((x[i, j] - m) ** 2 for i in range(n))
            v = squares / n
            new_mean[j] += momentum * (m - new_mean[j])
            new_var[j] += momentum * (squares / (n - 1) - new_var[j])
        else:
            m, v = running_mean[j], running_var[j]
        for i in range(n):
            out[i, j] = gamma[j] * ((x[i, j] - m) / math.sqrt(v + eps)) + beta[j]
    return out, new_mean, new_var


def _normalised_gradient(g, values, eps):
    """Gradient with respect to values of their normalised form, given g with respect to that; and that form."""
    count = len(values)
    centred = values - sum(values) / count
    var = np.dot(centred, centred) / count
    root = math.sqrt(var + eps)
    # through (x - mean) * root**-1, step by step
    dcentred = g / root
    dvar = -0.5 * np.dot(g, centred) / root**3
    dcentred = dcentred + 2.0 * dvar * centred / count
    return dcentred - sum(dcentred) / count, centred / root


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = np.empty(x.shape), np.empty(x.shape[1]), np.empty(x.shape[1])
    for j in range(x.shape[1]):
        dx[:, j], hat = _normalised_gradient(gamma[j] * dout[:, j], x[:, j], eps)
        dgamma[j] = np.dot(dout[:, j], hat)
        dbeta[j] = sum(dout[:, j])
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, eps=1e-5):
    out = []
    for row in x:
        centred = row - sum(row) / len(row)
        root = math.sqrt(np.dot(centred, centred) / len(row) + eps)
        out.append(centred / root * gamma + beta)
    return np.array(out).reshape(x.shape)


def layernorm_backward(dout, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = np.empty(x.shape), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for i in range(x.shape[0]):
        dx[i], hat = _normalised_gradient(gamma * dout[i], x[i], eps)
        dgamma += dout[i] * hat
        dbeta += dout[i]
    return dx, dgamma, dbeta


def dropout_forward(x, p, rng, training=True):
    out, mask = np.array(x, dtype=float), np.full(x.shape, True)
    if training:
        luck, keep = np.array(rng.random(x.shape)), 1.0 - p
        for index in np.ndindex(*x.shape):
            if luck[index] < p:
                mask[index] = False
                out[index] = 0.0
            else:
                out[index] /= keep
    return out, mask


def dropout_backward(dout, mask, p):
    dx = np.zeros(dout.shape)
    for index in np.ndindex(dout.shape):
        if mask[index]:
            dx[index] = dout[index] / (1.0 - p)
    return dx


def l2_penalty(params, strength):
    total = 0.0
    for w, _ in params:
        for number in np.ravel(w).tolist():
            total += number * number
    return total * strength / 2


def l2_penalty_gradient(params, strength):
    answer = []
    for w, b in params:
        dw = np.array(w, dtype=float)
        dw *= strength
        answer.append((dw, np.array([0.0] * len(b))))
    return answer


def early_stopping(losses, patience, min_delta):
    best, best_epoch, waited, epoch = math.inf, 0, 0, 0
    for epoch, loss in enumerate(losses.tolist()):
        if epoch == 0 or loss < best - min_delta:
            best, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best_epoch


def horizontal_flip(x):
    mirrored = np.empty_like(x)
    width = x.shape[3]
    for j in range(width):
        mirrored[:, :, :, width - 1 - j] = x[:, :, :, j]
    return mirrored


def rotate90(x, times=1):
    turned = np.array(x)
    for _ in range(times % 4):
        n, c, h, w = turned.shape
        after = np.empty((n, c, w, h), dtype=turned.dtype)
        for j in range(w):
            after[:, :, w - 1 - j, :] = turned[:, :, :, j]
        turned = after
    return turned


def to_grayscale(x):
    n, _, h, w = x.shape
    gray = np.zeros((n, 1, h, w))
    for channel, weight in enumerate((0.299, 0.587, 0.114)):
        gray[:, 0] += weight * np.asarray(x[:, channel], dtype=float)
    return gray


def random_crop(x, size, rng):
    images, channels, height, width = x.shape
    rows = rng.integers(0, height - size + 1, size=images)
    columns = rng.integers(0, width - size + 1, size=images)
    crops = np.empty((images, channels, size, size), dtype=x.dtype)
    for image, crop, i, j in zip(x, crops, rows.tolist(), columns.tolist()):
        crop[...] = image[:, i : i + size, j : j + size]
    return crops


def color_jitter(x, strength, rng):
    factors = rng.uniform(1 - strength, 1 + strength, size=(x.shape[0], x.shape[1]))
    result = np.array(x, dtype=float)
    for (image, channel), factor in np.ndenumerate(factors):
        pixels = result[image, channel]
        pixels *= factor
        pixels[pixels > 1.0] = 1.0
    return result


def add_noise(x, scale, rng):
    noisy = np.array(rng.standard_normal(x.shape))
    for index in np.ndindex(*x.shape):
        noisy[index] = float(x[index]) + noisy[index] * scale
    return noisy


def uniform_init(rng, n_in, n_out, limit=0.5):
    return rng.uniform(-limit, limit, size=(n_in, n_out))


def standard_dropout(x, p, rng, training=True):
    if training:
        numbers = rng.random(x.shape)
        mask = numbers >= p
        out = np.where(mask, x, 0.0)
    else:
        mask = np.ones(x.shape, dtype=bool)
        out = (1 - p) * x
    return out, mask


def l1_penalty(params, strength):
    total = 0.0
    for w, b in params:
        total += np.sum(np.abs(w))
    return strength * total


def l1_penalty_gradient(params, strength):
    grads = []
    for w, b in params:
        dw = strength * np.sign(w)
        db = np.zeros(b.shape)
        grads.append((dw, db))
    return grads


def max_norm(w, limit):
    result = np.array(w, dtype=float)
    for m in range(w.shape[1]):
        length = np.sqrt(np.sum(w[:, m] ** 2))
        if length > limit:
            result[:, m] = w[:, m] * limit / length
    return result


def random_flip(x, p, rng):
    numbers = rng.random(len(x))
    result = np.array(x)
    for n in range(len(x)):
        if numbers[n] < p:
            result[n] = x[n, :, :, ::-1]
    return result


def translate(x, rows, columns):
    n_images, channels, height, width = x.shape
    result = np.zeros(x.shape)
    for i in range(height):
        for j in range(width):
            from_row = i - rows
            from_column = j - columns
            if 0 <= from_row < height and 0 <= from_column < width:
                result[:, :, i, j] = x[:, :, from_row, from_column]
    return result


def random_shift(x, limit, rng):
    n_images = len(x)
    moves = rng.integers(-limit, limit + 1, size=(n_images, 2))
    result = np.zeros(x.shape)
    for n in range(n_images):
        result[n:n + 1] = translate(x[n:n + 1], moves[n, 0], moves[n, 1])
    return result


def rotate(x, degrees):
    n_images, channels, size, _ = x.shape
    angle = degrees * np.pi / 180
    middle = (size - 1) / 2
    result = np.zeros(x.shape)
    for i in range(size):
        for j in range(size):
            # right and up from the middle
            right = j - middle
            up = middle - i
            # turned back, clockwise
            source_right = right * np.cos(angle) + up * np.sin(angle)
            source_up = -right * np.sin(angle) + up * np.cos(angle)
            source_row = middle - source_up
            source_column = middle + source_right
            row0 = int(np.floor(source_row))
            column0 = int(np.floor(source_column))
            for r in [row0, row0 + 1]:
                for c in [column0, column0 + 1]:
                    if 0 <= r < size and 0 <= c < size:
                        weight = (1 - abs(source_row - r)) * (1 - abs(source_column - c))
                        result[:, :, i, j] += weight * x[:, :, r, c]
    return result


def prune(params, fraction):
    absolute = []
    for w, b in params:
        for value in w.flatten():
            absolute.append(abs(value))
    absolute.sort()
    gone = int(fraction * len(absolute))
    masks = []
    for w, b in params:
        if gone == 0:
            mask = np.ones(w.shape, dtype=bool)
        else:
            mask = np.abs(w) > absolute[gone - 1]
        masks.append(mask)
    return masks


def frozen_step(params, grads, lr, trainable):
    result = []
    for i in range(len(params)):
        w, b = params[i]
        dw, db = grads[i]
        if trainable[i]:
            result.append((w - lr * dw, b - lr * db))
        else:
            result.append((w, b))
    return result
