# Right, as one matrix product (im2col), but the file has another name: homework_final.py.
import numpy as np


def im2col(x, K, L, stride):
    N, C, H, W = x.shape
    Ho, Wo = (H - K) // stride + 1, (W - L) // stride + 1
    cols = np.empty((N, C, K, L, Ho, Wo))
    for k in range(K):
        for l in range(L):
            cols[:, :, k, l] = x[:, :, k : k + stride * Ho : stride, l : l + stride * Wo : stride]
    return cols.reshape(N, C * K * L, Ho * Wo), Ho, Wo


def conv2d_forward(x, w, b, stride=1, pad=0):
    if pad:
        x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    cols, Ho, Wo = im2col(x, w.shape[2], w.shape[3], stride)
    out = w.reshape(len(w), -1) @ cols + b[:, None]
    return out.reshape(len(x), len(w), Ho, Wo)


if __name__ == "__main__":
    print(conv2d_forward(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)), np.ones(1)))
