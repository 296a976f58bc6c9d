# Right: `b += ...` is allowed, because b is a number, which nobody can change in place.
import numpy as np


def perceptron_update(w, b, p, t):
    """w, p: arrays (D,), b: number, t: 0 or 1"""
    fired = 0
    if w @ p + b >= 0:
        fired = 1
    if fired == t:
        return w, b
    elif t == 1:  # should have fired
        w = w + p
        b += 1
    else:
        w = w - p
        b -= 1
    return w, b


def perceptron_train(x, t, w, b, max_epochs):
    w = np.array(w)
    mistakes = []
    for epoch in range(max_epochs):
        errors = []
        for i, target in enumerate(t):
            e = target - (w @ x[i] + b >= 0)
            w += e * x[i]  # my own copy
            b += e
            errors.append(abs(e))
        mistakes.append(int(sum(errors)))
        if not any(errors):
            return w, b, mistakes
    return w, b, mistakes
