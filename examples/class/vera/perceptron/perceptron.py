# Wrong in its own way: perceptron_update works in whole numbers (dtype); perceptron_train starts from 0, not from w and b.
import numpy as np


def perceptron_update(w, b, p, t):
    a = int(w @ p + b >= 0)
    e = t - a
    w = np.array(w + e * p, dtype=int)
    return w, b + e


def perceptron_train(x, t, w, b, max_epochs):
    n_samples, n_features = x.shape
    w = np.zeros(n_features)  # initialise the weights
    b = 0.0
    mistakes = []
    for _ in range(max_epochs):
        wrong = 0
        for i in range(n_samples):
            a = 1 if w @ x[i] + b >= 0 else 0
            if a != t[i]:
                w = w + (t[i] - a) * x[i]
                b = b + (t[i] - a)
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes
