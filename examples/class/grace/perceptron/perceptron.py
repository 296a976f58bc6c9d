# Right, in another style: plain Python numbers and loops instead of vectors, helper functions, a top-level demo.
import random
import sys

import numpy as np


def hardlim(n):
    if n < 0:
        return 0
    return 1


def net_input(w, b, p):
    """sum of w_i * p_i, plus the bias"""
    total = float(b)
    for wi, pi in zip(w, p):
        total += wi * pi
    return total


def perceptron_update(w, b, p, t):
    e = t - hardlim(net_input(w, b, p))
    new_w = np.array([wi + e * pi for wi, pi in zip(w, p)])
    return new_w, b + e


def perceptron_train(x, t, w, b, max_epochs):
    history = []
    epoch = 0
    while epoch < max_epochs:
        epoch += 1
        bad = 0
        for i in range(x.shape[0]):
            if hardlim(net_input(w, b, x[i])) != t[i]:
                bad = bad + 1
                # perceptron_update predicts once more, that's ok
                w, b = perceptron_update(w, b, x[i], int(t[i]))
        history += [bad]
        if bad == 0:
            print("converged in epoch", epoch)
            break
    return w, b, history


# quick look whether OR works
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
print("OR:", perceptron_train(X, np.array([0, 1, 1, 1]), np.zeros(2), 0.0, 10))
