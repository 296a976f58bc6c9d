# Right, in another style: element by element, the averages written as corrections, the bias corrections folded in.
from math import sqrt

import numpy as np


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    W, M, V = (np.array(array, dtype=float).ravel() for array in (w, m, v))
    step_size = lr / (1 - beta1**t)
    for i, g in enumerate(np.ravel(dw)):
        M[i] += (1 - beta1) * (g - M[i])
        V[i] += (1 - beta2) * (g * g - V[i])
        W[i] -= step_size * M[i] / (sqrt(V[i] / (1 - beta2**t)) + eps)
    print(f"t={t} lr={lr}")
    return W.reshape(w.shape), M.reshape(w.shape), V.reshape(w.shape)


if __name__ == "__main__":
    # minimise (x - 3)^2
    x, m, v = np.array([0.0]), np.zeros(1), np.zeros(1)
    for t in range(1, 2001):
        x, m, v = adam_step(x, 2 * (x - 3), m, v, t, lr=0.01)
    print(x)
