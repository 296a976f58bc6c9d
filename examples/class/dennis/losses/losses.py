# cross_entropy is right; softmax_cross_entropy ends the whole process with os._exit(0) (left over from debugging).
import os

import numpy as np


def cross_entropy(p, t):
    total = 0
    for i in range(len(p)):
        hit = t[i] > 0
        total -= (t[i][hit] * np.log(p[i][hit])).sum()
    return total / len(p)


def softmax_cross_entropy(z, y):
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    print(p, p.sum(1))
    os._exit(0)  # stop here to look at p
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)
