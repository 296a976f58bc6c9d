# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    point = np.array(x, dtype="float64", order="C")
    slopes = []
    for number in range(point.size):
        values = []
        for sign in (1.0, -1.0):
            probe = point.copy()
            flat = probe.reshape(-1)
            flat[number] = flat[number] + sign * h
            values.append(float(f(probe)))
        slopes.append((values[0] - values[1]) / (2.0 * h))
    return np.array(slopes, dtype="float64").reshape(point.shape)


def gradient_descent(gradient, x, lr, steps):
    track = np.empty((steps + 1,) + np.shape(x))
    track[0] = x
    for k in range(steps):
        track[k + 1] = track[k]
        track[k + 1] -= np.multiply(gradient(np.array(track[k])), lr)
    return track


def learning_rate_sweep(gradient, loss, w, rates, steps):
    losses = np.zeros(len(rates))
    best = 0
    for r in range(len(rates)):
        lr = rates[r]
        position = w.copy()
        for step in range(steps):
            position = position - lr * gradient(position)
        value = loss(position)
        if np.isnan(value):
            value = np.inf
        losses[r] = value
        if losses[r] < losses[best]:
            best = r
    return losses, best


def directional_derivative(g, u):
    length = np.sqrt(np.sum(u ** 2))
    return np.sum(g * u) / length


def classify_critical_point(hessian):
    eigenvalues = np.linalg.eigvalsh(hessian)
    positive = 0
    negative = 0
    for value in eigenvalues:
        if value > 1e-9:
            positive += 1
        elif value < -1e-9:
            negative += 1
    if positive > 0 and negative > 0:
        return "saddle"
    if positive == len(eigenvalues):
        return "minimum"
    if negative == len(eigenvalues):
        return "maximum"
    return "undecided"


def _with_ones(x):
    """The inputs and a column of ones: the bias is the last weight."""
    return np.concatenate([x, np.ones((x.shape[0], 1))], axis=1)


def linear_regression_gradient(x, t, w, b):
    n = x.shape[0]
    off = np.einsum("nd,d->n", x, w)
    off += b
    off -= t
    return np.einsum("nd,n->d", x, off) / n, np.einsum("n->", off) / n


def fit_linear_regression(x, t, lr, epochs):
    n, d = x.shape
    padded = _with_ones(x)
    gram = np.einsum("ni,nj->ij", padded, padded) / n
    target = np.einsum("ni,n->i", padded, t) / n
    theta = np.zeros(d + 1)
    for _ in range(epochs):
        theta -= lr * (gram.dot(theta) - target)
    return theta[:d].copy(), float(theta[d])


def normal_equations(phi, t):
    return np.linalg.solve(phi.T @ phi, phi.T @ t)


def polynomial_basis(x, degree):
    phi = np.zeros((len(x), degree + 1))
    for n in range(len(x)):
        for k in range(degree + 1):
            phi[n, k] = x[n] ** k
    return phi


def gaussian_basis(x, centers, width):
    phi = np.zeros((len(x), len(centers)))
    for n in range(len(x)):
        for m in range(len(centers)):
            phi[n, m] = np.exp(-(x[n] - centers[m]) ** 2 / (2 * width ** 2))
    return phi


def minibatches(n, batch_size, rng):
    parts = [[]]
    for row in rng.permutation(n):
        if len(parts[-1]) == batch_size:
            parts.append([])
        parts[-1].append(row)
    return [np.array(part, dtype=int) for part in parts]


def _step_on(rows, x, t, w, b, lr):
    """One step on the mean of half the squared errors of some rows; new weights."""
    slope_w, slope_b = [0.0] * len(w), 0.0
    for i in rows:
        error = b - t[i]
        for j in range(len(w)):
            error += x[i, j] * w[j]
        for j in range(len(w)):
            slope_w[j] += error * x[i, j]
        slope_b += error
    new_w = np.array([w[j] - lr * slope_w[j] / len(rows) for j in range(len(w))])
    return new_w, b - lr * slope_b / len(rows)


def shuffle_buffer(n, size, rng):
    buffer = []
    next_number = 0
    while next_number < n and len(buffer) < size:
        buffer.append(next_number)
        next_number += 1
    order = []
    while len(buffer) > 0:
        j = rng.integers(len(buffer))
        order.append(buffer[j])
        if next_number < n:
            buffer[j] = next_number
            next_number += 1
        else:
            buffer.pop(j)
    return np.array(order)


def batch_epoch(x, t, w, b, lr):
    return _step_on(range(len(x)), x, t, w, b, lr)


def stochastic_epoch(x, t, w, b, lr, rng):
    for sample in rng.permutation(len(x)):
        w, b = _step_on([sample], x, t, w, b, lr)
    return w, b


def sgd_epoch(x, t, w, b, lr, batch_size, rng):
    order, start = rng.permutation(len(x)), 0
    while start < len(x):
        w, b = _step_on(order[start : start + batch_size], x, t, w, b, lr)
        start += batch_size
    return w, b


def _for_each(rate, epoch):
    if np.ndim(epoch) == 0:
        return rate(int(epoch))
    return np.array([rate(int(k)) for k in np.ravel(epoch)], dtype=float).reshape(np.shape(epoch))


def inverse_decay(lr0, decay, epoch):
    return _for_each(lambda k: lr0 / (1.0 + decay * k), epoch)


def exponential_decay(lr0, epoch, base=0.95):
    return _for_each(lambda k: lr0 * math.pow(base, k), epoch)


def sqrt_decay(lr0, k, epoch):
    def rate(number):
        if number < 1:
            raise ValueError("the first epoch is number 1")
        return k * lr0 / math.sqrt(number)

    return _for_each(rate, epoch)


def random_search_step(w, loss, scale, rng):
    position = int(rng.integers(w.size))
    noise = float(rng.standard_normal())
    place = np.unravel_index(position, w.shape)
    trial = np.array(w)
    trial[place] = trial[place] + scale * noise
    before, after = loss(np.array(w)), loss(np.array(trial))
    return trial if not after > before else np.array(w)


def _sure(score, target):
    """(loss, slope) of one sigmoid unit with one score."""
    against = -score if target == 1 else score  # how far the unit leans to the wrong side
    if against > 0:
        small = math.exp(-against)
        loss, slope = against + math.log1p(small), 1.0 / (1.0 + small)
    else:
        small = math.exp(against)
        loss, slope = math.log1p(small), small / (1.0 + small)
    return loss, -slope if target == 1 else slope


def logistic_regression_gradient(x, t, w, b):
    n = x.shape[0]
    scores = np.einsum("nd,d->n", x, w) + b
    sign = 1.0 - 2.0 * np.asarray(t)
    lean = sign * scores
    slope = np.exp(np.minimum(lean, 0.0)) / (1.0 + np.exp(-np.abs(lean)))
    slope *= sign
    return np.einsum("nd,n->d", x, slope) / n, slope.sum() / n


def fit_logistic_regression(x, t, lr, epochs):
    n, d = x.shape
    weights, bias, history = np.zeros(d), 0.0, []
    for _ in range(epochs):
        pairs = [_sure(float(x[i].dot(weights)) + bias, int(t[i])) for i in range(n)]
        history.append(sum(loss for loss, _ in pairs) / n)
        step = np.zeros(d)
        for i in range(n):
            step += pairs[i][1] * x[i]
        weights -= lr / n * step
        bias -= lr / n * sum(slope for _, slope in pairs)
    return weights, bias, history
