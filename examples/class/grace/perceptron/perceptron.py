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
    return 0.0 - _weigh(w, p)


def distance_to_boundary(x, w, b):
    length = _weigh(w, w) ** 0.5
    return np.array([(_weigh(w, sample) + b) / length for sample in x])


def pattern_detector(pattern, wrong):
    # start with a sum of wrong + 1/2; every pixel that is not as it should be takes 1 away
    weights, bias = [], wrong + 0.5
    for pixel in pattern:
        if pixel == 1:
            weights.append(1.0)
            bias -= 1.0
        else:
            weights.append(-1.0)
    return np.array(weights), float(bias)


def append_one(x):
    return np.array([[float(value) for value in sample] + [1.0] for sample in x])


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
