# Right numbers in the wrong shape: returns (N, H', W', F), channels last.
import numpy as np


def conv2d_forward(x, w, b, stride=1, pad=0):
    xp = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    F, C, K, L = w.shape
    rows = range(0, xp.shape[2] - K + 1, stride)
    cols = range(0, xp.shape[3] - L + 1, stride)
    kernels = w.reshape(F, -1)
    out = []
    for img in xp:
        out.append([[kernels @ img[:, r : r + K, c : c + L].ravel() + b for c in cols] for r in rows])
    return np.array(out)
