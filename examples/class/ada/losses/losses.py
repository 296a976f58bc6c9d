# Right, in whole arrays, written from the statements alone.
import numpy as np


def _softplus(z):
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def _sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def quadratic_cost(a, t):
    return np.sum((t - a) ** 2) / (2 * len(a))


def sum_of_squares(a, t):
    return 0.5 * np.sum((t - a) ** 2)


def mean_squared_error(a, t):
    return np.mean((t - a) ** 2)


def mean_absolute_error(a, t):
    return np.mean(np.abs(t - a))


def quadratic_cost_gradient(a, t):
    return (a - t) / len(a)


def sum_of_squares_gradient(a, t):
    return a - t


def mean_squared_error_gradient(a, t):
    return 2.0 * (a - t) / a.size


def mean_absolute_error_gradient(a, t):
    return np.sign(a - t) / a.size


def binary_cross_entropy(p, t):
    yes, no = t > 0, t < 1
    log_p = np.log(np.where(yes, p, 1.0))
    log_q = np.log1p(-np.where(no, p, 0.0))
    return np.mean(-(t * log_p + (1.0 - t) * log_q))


def binary_cross_entropy_gradient(p, t):
    return (p - t) / (p * (1.0 - p)) / p.size


def binary_cross_entropy_with_logits(z, t):
    return np.mean(t * _softplus(-z) + (1.0 - t) * _softplus(z))


def binary_cross_entropy_with_logits_gradient(z, t):
    return ((1.0 - t) * _sigmoid(z) - t * _sigmoid(-z)) / z.size


def cross_entropy(p, t):
    log_p = np.log(np.where(t > 0, p, 1.0))
    return -np.sum(t * log_p) / len(p)


def cross_entropy_reduced(p, t, reduction):
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"no such reduction: {reduction!r}")
    losses = -np.log(p[np.arange(len(p)), t.argmax(axis=1)])
    return losses if reduction == "none" else getattr(losses, reduction)()


def log_softmax(z):
    best = np.argmax(z, axis=-1, keepdims=True)
    shifted = z - np.take_along_axis(z, best, axis=-1)
    e = np.exp(shifted)
    np.put_along_axis(e, best, 0.0, axis=-1)  # log1p adds the 1 of the largest score, exactly
    return shifted - np.log1p(np.sum(e, axis=-1, keepdims=True))


def softmax_cross_entropy(z, y):
    n = len(z)
    rows = np.arange(n)
    log_p = log_softmax(z)
    loss = -np.mean(log_p[rows, y])
    dz = np.exp(log_p)
    dz[rows, y] = 0.0
    dz[rows, y] = -np.sum(dz, axis=1)  # p - 1, without cancellation
    return loss, dz / n


def soft_cross_entropy(z, t):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.sum(t * log_p) / len(z), (np.exp(log_p) - t) / len(z)


def hinge_loss(scores, y, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    terms = scores - scores[rows, y][:, None] + margin
    terms[rows, y] = 0.0
    active = (terms > 0).astype(float)
    loss = np.sum(np.maximum(terms, 0.0)) / n
    active[rows, y] = -np.sum(active, axis=1)
    return loss, active / n


def accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=1) == y)


def top_k_error(scores, y, k):
    right = scores[np.arange(len(scores)), y][:, None]
    earlier = np.arange(scores.shape[1]) < np.asarray(y)[:, None]
    rank = np.sum((scores > right) | ((scores == right) & earlier), axis=1)
    return np.mean(rank >= k)


def binary_accuracy(p, t, threshold=0.5):
    return np.mean((p > threshold) == (t == 1))


def update_mean(mean, count, value, n):
    if count == 0:
        return value, n
    return (count * mean + n * value) / (count + n), count + n
