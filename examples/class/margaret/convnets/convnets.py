# Wrong as many are: flips the kernel, as mathematicians (and scipy.signal.convolve) do.
import numpy as np


def conv2d_forward(x, w, b, stride=1, pad=0):
    # a convolution is a correlation with the kernel turned by 180 degrees
    w = np.rot90(w, 2, axes=(2, 3))
    N, C, H, W = x.shape
    F, _, K, L = w.shape
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, pad : pad + H, pad : pad + W] = x
    H2 = 1 + (H + 2 * pad - K) // stride
    W2 = 1 + (W + 2 * pad - L) // stride
    out = np.empty((N, F, H2, W2))
    for r in range(H2):
        for s in range(W2):
            window = padded[:, None, :, r * stride : r * stride + K, s * stride : s * stride + L]
            out[:, :, r, s] = (window * w).sum(axis=(2, 3, 4)) + b
    return out
