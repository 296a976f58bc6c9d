# perceptron_update is wrong as many are: learns from the pre-activation (delta rule); perceptron_train counts signed errors.
import numpy as np


def perceptron_update(w, b, p, t):
    n = 0
    for k in range(len(w)):
        n += w[k] * p[k]
    n += b
    delta = t - n
    return w + delta * p, b + delta


def perceptron_train(x, t, w, b, max_epochs):
    log = []
    for epoch in range(max_epochs):
        err = 0
        for k in range(len(x)):
            out = 1 if np.inner(x[k], w) + b >= 0 else 0
            d = t[k] - out
            w = w + d * x[k]
            b = b + d
            err += d
        log.append(int(err))
        if err == 0:
            return w, b, log
    return w, b, log
