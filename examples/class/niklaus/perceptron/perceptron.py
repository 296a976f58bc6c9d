# Wrong as many are: perceptron_update changes w in place; perceptron_train goes on to max_epochs after the last mistake.
import numpy as np


def fires(w, b, p):
    return 1 if sum(w * p) + b >= 0 else 0


def perceptron_update(w, b, p, t):
    e = t - fires(w, b, p)
    for i in range(w.size):
        w[i] += e * p[i]
    b += e
    return w, b


def perceptron_train(x, t, w, b, max_epochs):
    w = w.copy()
    mistakes = max_epochs * [0]
    for epoch in range(max_epochs):
        for i in range(len(t)):
            if fires(w, b, x[i]) != t[i]:
                mistakes[epoch] += 1
                w, b = perceptron_update(w, b, x[i], t[i])
    return w, b, mistakes
