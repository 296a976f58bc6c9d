# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def exponentially_weighted_average(values, beta, bias_correction):
    series = np.array(values, dtype=float)
    steps = series.shape[0]
    flat = series.reshape(steps, -1) if steps else series.reshape(0, 1)
    for column in range(flat.shape[1]):
        running, weight = 0.0, 0.0
        for k in range(steps):
            running += (1.0 - beta) * (flat[k, column] - running)
            weight += (1.0 - beta) * (1.0 - weight)  # the sum of the weights so far, 1 - beta**t
            flat[k, column] = running / weight if bias_correction else running
    return series


def _per_weight(rule, *arrays):
    """Apply a rule on numbers to each weight; as many new arrays as the rule gives numbers."""
    shape = np.shape(arrays[0])
    rows = [rule(*numbers) for numbers in zip(*(np.ravel(a).tolist() for a in arrays))]
    return tuple(np.array(column, dtype=float).reshape(shape) for column in zip(*rows))


def sgd_step(w, dw, lr):
    new = np.array(w, dtype=float)
    new -= np.multiply(dw, lr)
    return new


def momentum_step(w, dw, v, lr, beta=0.9):

    def rule(weight, slope, speed):
        speed += (1.0 - beta) * (slope - speed)
        return weight - lr * speed, speed

    return _per_weight(rule, w, dw, v)


def nesterov_step(w, dw, v, lr, beta=0.9):

    def rule(weight, slope, speed):
        now = beta * speed + slope
        ahead = beta * now + slope
        return weight - lr * ahead, now

    return _per_weight(rule, w, dw, v)


def adagrad_step(w, dw, s, lr, eps=1e-10):

    def rule(weight, slope, total):
        total += slope * slope
        return weight - lr / (math.sqrt(total) + eps) * slope, total

    return _per_weight(rule, w, dw, s)


def rmsprop_step(w, dw, s, lr, beta=0.9, eps=1e-8):

    def rule(weight, slope, mean):
        mean = mean * beta + slope * slope * (1.0 - beta)
        return weight - slope / (math.sqrt(mean) + eps) * lr, mean

    return _per_weight(rule, w, dw, s)


def adadelta_step(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):

    def rule(weight, slope, squares, moves):
        squares = rho * squares + (1.0 - rho) * slope * slope
        delta = slope * math.sqrt((moves + eps) / (squares + eps))
        return weight - lr * delta, squares, rho * moves + (1.0 - rho) * delta * delta

    return _per_weight(rule, w, dw, s, d)


def _adam_rule(t, lr, beta1, beta2, eps, shrink):
    first, second = 1.0 - beta1**t, 1.0 - beta2**t

    def rule(weight, slope, mean, square):
        mean = beta1 * mean + (1.0 - beta1) * slope
        square = beta2 * square + (1.0 - beta2) * slope * slope
        step = (mean / first) / (math.sqrt(square / second) + eps)
        return weight * shrink - lr * step, mean, square

    return rule


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return _per_weight(_adam_rule(t, lr, beta1, beta2, eps, 1.0), w, dw, m, v)


def adamw_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    return _per_weight(_adam_rule(t, lr, beta1, beta2, eps, 1.0 - lr * weight_decay), w, dw, m, v)


def clip_by_global_norm(grads, max_norm):
    length = math.hypot(*(number for g in grads for number in np.ravel(g).tolist()))
    clipped = [np.array(g, dtype=float) for g in grads]
    if length > max_norm:
        for g in clipped:
            for index in np.ndindex(g.shape):
                g[index] = max_norm * (g[index] / length)
    return clipped


def _walk(step, gradient, w, steps):
    """Yield a copy of each position."""
    state = None
    yield np.array(w, dtype=float)
    while steps > 0:
        slope = gradient(np.array(w, dtype=float))
        w, state = step(np.array(w, dtype=float), slope, state)
        yield np.array(w, dtype=float)
        steps -= 1


def minimize(step, gradient, w, steps):
    return np.stack(list(_walk(step, gradient, w, steps)))
