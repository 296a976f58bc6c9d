# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def _pairs(prediction, target):
    return zip(np.ravel(prediction).tolist(), np.ravel(target).tolist())


def _each(function, prediction, target):
    answer = np.zeros(np.shape(prediction))
    for index in np.ndindex(answer.shape):
        answer[index] = function(float(prediction[index]), float(target[index]))
    return answer


def quadratic_cost(a, t):
    samples = np.shape(a)[0]
    return math.fsum((u - v) * (u - v) for u, v in _pairs(a, t)) / samples / 2


def sum_of_squares(a, t):
    total = 0.0
    for u, v in _pairs(a, t):
        total += (u - v) ** 2 / 2
    return total


def mean_squared_error(a, t):
    squares = [(u - v) ** 2 for u, v in _pairs(a, t)]
    return math.fsum(squares) / len(squares)


def mean_absolute_error(a, t):
    sizes = []
    for u, v in _pairs(a, t):
        sizes.append(u - v if u > v else v - u)
    return math.fsum(sizes) / len(sizes)


def quadratic_cost_gradient(a, t):
    result = np.array(a, dtype=float)
    result -= t
    result *= 1.0
    for i in range(result.shape[0]):
        result[i] = result[i] / result.shape[0]
    return result


def sum_of_squares_gradient(a, t):
    return _each(lambda u, v: u - v, a, t)


def mean_squared_error_gradient(a, t):
    count = np.size(a)
    return _each(lambda u, v: 2.0 * (u - v) / count, a, t)


def mean_absolute_error_gradient(a, t):
    count = np.size(a)
    return _each(lambda u, v: 1.0 / count if u > v else (-1.0 / count if u < v else 0.0), a, t)


def binary_cross_entropy(p, t):
    terms = []
    for prob, target in _pairs(p, t):
        if target != 0.0:
            terms.append(-target * math.log(prob))
        if target != 1.0:
            terms.append(-(1.0 - target) * math.log1p(-prob))
    return math.fsum(terms) / np.size(p)


def binary_cross_entropy_gradient(p, t):
    count = np.size(p)

    def slope(prob, target):
        if target == 1.0:
            return -1.0 / prob / count
        if target == 0.0:
            return 1.0 / (1.0 - prob) / count
        return (prob - target) / prob / (1.0 - prob) / count

    return _each(slope, p, t)


def binary_cross_entropy_with_logits(z, t):
    total = []
    for score, target in _pairs(z, t):
        tail = math.log1p(math.exp(-abs(score)))
        # -log p is the tail where the score is positive, and the tail plus -score elsewhere
        linear = -score * target if score < 0 else score * (1.0 - target)
        total.append(linear)
        total.append(tail)
    return math.fsum(total) / np.size(z)


def binary_cross_entropy_with_logits_gradient(z, t):
    count = np.size(z)

    def logistic(score):
        if score < 0:
            e = math.exp(score)
            return e / (1.0 + e)
        return 1.0 / (1.0 + math.exp(-score))

    def slope(score, target):
        if score > 0:  # (1 - t) - sigmoid(-z)
            return ((1.0 - target) - logistic(-score)) / count
        return (logistic(score) - target) / count

    return _each(slope, z, t)


def cross_entropy(p, t):
    batch = np.shape(p)[0]
    loss = 0.0
    for row_p, row_t in zip(p, t):
        for prob, target in _pairs(row_p, row_t):
            if target > 0.0:
                loss -= target * math.log(prob)
    return loss / batch


def cross_entropy_reduced(p, t, reduction):
    if reduction not in ("none", "mean", "sum"):
        raise ValueError("no such reduction: " + str(reduction))
    n_samples, n_classes = p.shape
    losses = np.zeros(n_samples)
    for i in range(n_samples):
        for k in range(n_classes):
            if t[i, k] == 1:
                losses[i] = -np.log(p[i, k])
    if reduction == "none":
        return losses
    total = 0.0
    for i in range(n_samples):
        total += losses[i]
    if reduction == "sum":
        return total
    return total / n_samples


def _log_probabilities(row):
    """Log-softmax of a list of floats."""
    top = max(range(len(row)), key=row.__getitem__)
    rest = math.fsum(math.exp(s - row[top]) for k, s in enumerate(row) if k != top)
    offset = math.log1p(rest)
    return [(s - row[top]) - offset for s in row]


def log_softmax(z):
    answer = np.array(z, dtype=float)
    for index in np.ndindex(answer.shape[:-1]):
        answer[index] = _log_probabilities(answer[index].tolist())
    return answer


def softmax_cross_entropy(z, y):
    batch, classes = np.shape(z)
    losses, gradient = [], np.empty((batch, classes))
    for i in range(batch):
        logs = _log_probabilities(np.asarray(z[i], dtype=float).tolist())
        right = int(y[i])
        losses.append(-logs[right])
        others = 0.0
        for k in range(classes):
            if k != right:
                share = math.exp(logs[k])
                gradient[i, k] = share / batch
                others += share
        gradient[i, right] = -others / batch
    return math.fsum(losses) / batch, gradient


def soft_cross_entropy(z, t):
    n_samples, n_classes = z.shape
    dz = np.zeros(z.shape)
    loss = 0.0
    for i in range(n_samples):
        m = z[i].max()
        exponentials = np.exp(z[i] - m)
        total = exponentials.sum()
        p = exponentials / total
        log_p = z[i] - m - np.log(total)
        loss += -np.sum(t[i] * log_p) / n_samples
        dz[i] = (p - t[i]) / n_samples
    return loss, dz


def hinge_loss(scores, y, margin=1.0):
    batch, classes = np.shape(scores)
    total, gradient = 0.0, np.zeros((batch, classes))
    for i in range(batch):
        c = int(y[i])
        for k in range(classes):
            if k == c:
                continue
            lack = scores[i, k] - scores[i, c] + margin
            if lack > 0:
                total += lack
                gradient[i, k] += 1.0 / batch
                gradient[i, c] -= 1.0 / batch
    return total / batch, gradient


def accuracy(scores, y):
    hits = 0
    for row, right in zip(np.asarray(scores).tolist(), y):
        if row.index(max(row)) == right:
            hits += 1
    return hits / len(scores)


def top_k_error(scores, y, k):
    misses = 0
    for row, right in zip(np.asarray(scores).tolist(), y):
        order = sorted(range(len(row)), key=lambda c: (-row[c], c))
        misses += int(right) not in order[:k]
    return misses / len(scores)


def binary_accuracy(p, t, threshold=0.5):
    yes = p > threshold
    right = 0
    for answer, truth in zip(yes.flatten(), t.flatten()):
        if answer == (truth == 1):
            right += 1
    return right / p.size


def update_mean(mean, count, value, n):
    if count == 0:
        return value, n
    new_count = count + n
    new_mean = (count * mean + n * value) / new_count
    return new_mean, new_count
