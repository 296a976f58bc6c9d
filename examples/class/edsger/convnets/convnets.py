# Does not even compile: a bracket is missing in the line that pads.
import numpy as np


def conv2d_forward(x, w, b, stride=1, pad=0):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))
    F, C, K, L = w.shape
    H = 1 + (x.shape[2] - K) // stride
    W = 1 + (x.shape[3] - L) // stride
    out = np.zeros((x.shape[0], F, H, W))
    for i in range(H):
        for j in range(W):
            window = x[:, :, i * stride : i * stride + K, j * stride : j * stride + L]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out
