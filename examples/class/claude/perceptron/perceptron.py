# perceptron_update is right; perceptron_train runs for ever on XOR, because it never looks at max_epochs.
import numpy as np


def perceptron_update(w, b, p, t):
    a = 1.0 if w.dot(p) + b >= 0 else 0.0
    return w + (t - a) * p, b + (t - a)


def perceptron_train(x, t, w, b, max_epochs):
    mistakes = [-1]
    while mistakes[-1] != 0:
        wrong = 0
        for sample, target in zip(x, t):
            w2, b2 = perceptron_update(w, b, sample, target)
            if b2 != b:
                wrong += 1
            w, b = w2, b2
        mistakes = mistakes[-200:] + [wrong]
    return w, b, [m for m in mistakes if m >= 0]
