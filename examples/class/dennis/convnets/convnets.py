# Wrong in its own way: the output size is computed with / instead of //, so np.zeros gets a float and raises.
import numpy as np


def conv2d_forward(x, w, b, stride=1, pad=0):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    oh = (h + 2 * pad - kh) / stride + 1
    ow = (wd + 2 * pad - kw) / stride + 1
    out = np.zeros((n, f, oh, ow))
    for i in range(oh):
        for j in range(ow):
            patch = xp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            for k in range(f):
                out[:, k, i, j] = np.sum(patch * w[k], axis=(1, 2, 3)) + b[k]
    return out
