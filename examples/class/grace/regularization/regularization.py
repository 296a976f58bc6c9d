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
    w = np.array(rng.uniform(-limit, limit, size=(n_in, n_out)))
    return w


def standard_dropout(x, p, rng, training=True):
    out, mask = np.array(x), np.ones(x.shape, dtype=bool)
    if training:
        draws = rng.random(x.shape)
        for place in np.ndindex(x.shape):
            if draws[place] < p:
                mask[place] = False
                out[place] = 0.0
    else:
        for place in np.ndindex(x.shape):
            out[place] = x[place] - p * x[place]
    return out, mask


def l1_penalty(params, strength):
    total = 0.0
    for w, _ in params:
        for weight in w.ravel():
            total += abs(weight)
    return strength * total


def l1_penalty_gradient(params, strength):
    gradients = []
    for w, b in params:
        dw = np.zeros(w.shape)
        dw[w > 0] = strength
        dw[w < 0] = -strength
        gradients.append((dw, np.zeros(b.shape)))
    return gradients


def max_norm(w, limit):
    out = w.copy()
    for unit in range(w.shape[1]):
        length = math.sqrt(sum(weight * weight for weight in w[:, unit]))
        if length > limit:
            out[:, unit] = w[:, unit] / length * limit
    return out


def random_flip(x, p, rng):
    draws = rng.random(x.shape[0])
    out = x.copy()
    for n in range(x.shape[0]):
        if draws[n] < p:
            for column in range(x.shape[3]):
                out[n, :, :, column] = x[n, :, :, x.shape[3] - 1 - column]
    return out


def translate(x, rows, columns):
    out = np.zeros_like(x)
    for i in range(x.shape[2]):
        for j in range(x.shape[3]):
            if 0 <= i + rows < x.shape[2] and 0 <= j + columns < x.shape[3]:
                out[:, :, i + rows, j + columns] = x[:, :, i, j]
    return out


def random_shift(x, limit, rng):
    moves = rng.integers(-limit, limit + 1, size=(x.shape[0], 2))
    images = []
    for n in range(x.shape[0]):
        images.append(translate(x[n : n + 1], int(moves[n, 0]), int(moves[n, 1])))
    return np.concatenate(images, axis=0)


def rotate(x, degrees):
    size = x.shape[2]
    turn = complex(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    middle = (size - 1) / 2
    out = np.zeros(x.shape)
    for i in range(size):
        for j in range(size):
            # places as complex numbers: right is real, up is imaginary
            source = complex(j - middle, middle - i) / turn
            row, column = middle - source.imag, middle + source.real
            for k in (math.floor(row), math.floor(row) + 1):
                for l in (math.floor(column), math.floor(column) + 1):
                    if 0 <= k < size and 0 <= l < size:
                        out[:, :, i, j] += (1 - abs(row - k)) * (1 - abs(column - l)) * x[:, :, k, l]
    return out


def prune(params, fraction):
    places = []
    for layer, (w, _) in enumerate(params):
        for place in np.ndindex(w.shape):
            places.append((abs(w[place]), layer, place))
    places.sort()
    masks = [np.ones(w.shape, dtype=bool) for w, _ in params]
    for _, layer, place in places[: int(fraction * len(places))]:
        masks[layer][place] = False
    return masks


def frozen_step(params, grads, lr, trainable):
    stepped = []
    for layer in range(len(params)):
        new = []
        for array, slope in zip(params[layer], grads[layer]):
            array = array.copy()
            if trainable[layer]:
                array -= lr * slope
            new.append(array)
        stepped.append(tuple(new))
    return stepped
