# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import numpy as np


def _weigh(weights, inputs):
    total = 0.0
    for weight, value in zip(weights, inputs):
        total += float(weight) * float(value)
    return total


def threshold_unit(x, w, threshold):
    fired = np.zeros(len(x), dtype=int)
    for i, sample in enumerate(x):
        if _weigh(w, sample) > threshold:
            fired[i] = 1
    return fired


def hardlim(n):
    out = np.ones(np.shape(n), dtype=int)
    for index in np.ndindex(out.shape):
        if np.asarray(n)[index] < 0:
            out[index] = 0
    return out[()]


def perceptron_forward(x, w, b):
    return np.array([0 if _weigh(w, sample) + b < 0 else 1 for sample in x], dtype=int)


def decision_boundary(w, b, x1):
    first, second = float(w[0]), float(w[1])
    return np.multiply(x1, -first / second) - b / second


def bias_through_point(w, p):
    total = 0.0
    for i in range(len(w)):
        total += w[i] * p[i]
    return -total


def distance_to_boundary(x, w, b):
    length = np.sqrt(np.sum(w ** 2))
    distances = np.zeros(len(x))
    for n in range(len(x)):
        distances[n] = (np.sum(w * x[n]) + b) / length
    return distances


def pattern_detector(pattern, wrong):
    # +1 for a pixel that should be on, -1 for one that should be off: the sum is the number of ones of the
    # pattern minus the number of wrong pixels.
    w = np.zeros(len(pattern))
    on = 0
    for i in range(len(pattern)):
        if pattern[i] == 1:
            w[i] = 1.0
            on += 1
        else:
            w[i] = -1.0
    b = float(wrong - on)
    return w, b


def append_one(x):
    n_samples, d = x.shape
    result = np.ones((n_samples, d + 1))
    for n in range(n_samples):
        for i in range(d):
            result[n, i] = x[n, i]
    return result


def perceptron_update(w, b, p, t):
    new = np.array(w, dtype=float)
    fires = _weigh(w, p) + b >= 0
    if fires and t == 0:
        new -= p
        return new, b - 1
    if not fires and t == 1:
        new += p
        return new, b + 1
    return new, b


def perceptron_train(x, t, w, b, max_epochs):
    weights, bias, mistakes = np.array(w, dtype=float), b, []
    while len(mistakes) < max_epochs and (not mistakes or mistakes[-1] > 0):
        mistakes.append(0)
        for i in range(len(x)):
            answer = 1 if _weigh(weights, x[i]) + bias >= 0 else 0
            if answer != t[i]:
                mistakes[-1] += 1
                e = int(t[i]) - answer
                weights += e * x[i]
                bias = bias + e
    return weights, bias, mistakes


def delta_rule_update(w, b, x, t, lr):
    step = lr * (t - b - _weigh(w, x))
    new = np.array(w, dtype=float)
    for j in range(len(new)):
        new[j] += step * x[j]
    return new, b + step


def xor_weights():
    # each hidden unit sees one input without the other; the output is on if one of them is
    w1 = np.array([[1.0, -1.0], [-1.0, 1.0]])
    return w1, np.array([-1.0, -1.0]), np.array([1.0, 1.0]), -1.0


def nand_network(gate, x):

    def inverse(a):
        return gate(a, a)

    def both(a, b):
        return inverse(gate(a, b))

    def either(a, b):
        return gate(inverse(a), inverse(b))

    table = np.empty((len(x), 4), dtype=int)
    for i in range(len(x)):
        first, second = x[i, 0], x[i, 1]
        table[i, 0] = inverse(first)
        table[i, 1] = both(first, second)
        table[i, 2] = either(first, second)
        table[i, 3] = both(either(first, second), gate(first, second))
    return table
