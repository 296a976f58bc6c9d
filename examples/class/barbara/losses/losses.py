# Wrong as many are: 0 * log(0) in cross_entropy; the gradient of softmax_cross_entropy is not divided by N.
import numpy as np

np.seterr(all="ignore")  # too many warnings


def softmax(z):
    z = z - np.max(z, axis=-1, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=-1, keepdims=True)


def cross_entropy(p, t):
    per_row = np.sum(t * np.log(p), axis=1)
    return -np.mean(per_row)


def softmax_cross_entropy(z, y):
    z_max = np.max(z, axis=1, keepdims=True)
    lse = z_max + np.log(np.sum(np.exp(z - z_max), axis=1, keepdims=True))
    nll = [float(lse[i, 0] - z[i, y[i]]) for i in range(len(y))]
    target = np.zeros_like(z)
    target[range(len(y)), y] = 1
    return sum(nll) / len(nll), softmax(z) - target
