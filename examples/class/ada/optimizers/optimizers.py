# Right, in whole arrays, written from the statements alone.
import numpy as np


def exponentially_weighted_average(values, beta, bias_correction):
    values = np.asarray(values, dtype=float)
    out = np.empty(values.shape)
    average = np.zeros(values.shape[1:])
    for t, value in enumerate(values, 1):
        average = beta * average + (1 - beta) * value
        out[t - 1] = average / (1 - beta**t) if bias_correction else average
    return out


def sgd_step(w, dw, lr):
    return w - lr * dw


def momentum_step(w, dw, v, lr, beta=0.9):
    v = beta * v + (1 - beta) * dw
    return w - lr * v, v


def nesterov_step(w, dw, v, lr, beta=0.9):
    v = beta * v + dw
    return w - lr * (dw + beta * v), v


def adagrad_step(w, dw, s, lr, eps=1e-10):
    s = s + dw**2
    return w - lr * dw / (np.sqrt(s) + eps), s


def rmsprop_step(w, dw, s, lr, beta=0.9, eps=1e-8):
    s = beta * s + (1 - beta) * dw**2
    return w - lr * dw / (np.sqrt(s) + eps), s


def adadelta_step(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    s = rho * s + (1 - rho) * dw**2
    delta = np.sqrt(d + eps) / np.sqrt(s + eps) * dw
    d = rho * d + (1 - rho) * delta**2
    return w - lr * delta, s, d


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adamw_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    return adam_step(w - lr * weight_decay * w, dw, m, v, t, lr, beta1, beta2, eps)


def clip_by_global_norm(grads, max_norm):
    largest = max((np.max(np.abs(g), initial=0.0) for g in grads), default=0.0)
    if largest == 0:
        return [g.copy() for g in grads]
    norm = largest * np.sqrt(sum(np.sum((g / largest) ** 2) for g in grads))
    if norm > max_norm:
        return [g / norm * max_norm for g in grads]
    return [g.copy() for g in grads]


def minimize(step, gradient, w, steps):
    positions = np.empty((steps + 1, *w.shape))
    positions[0] = w
    state = None
    for i in range(steps):
        here = positions[i]
        # copies, so that a step or a gradient that works in place cannot spoil the path
        positions[i + 1], state = step(here.copy(), gradient(here.copy()), state)
    return positions
