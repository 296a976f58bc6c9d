# Right, and close to the reference: the released module, filled in.
"""Convolutional networks: conv2d_forward."""

import numpy as np


def conv2d_forward(x, w, b, stride=1, pad=0):
    """Slide the filters ``w`` over the images ``x`` and add the biases ``b``; return the feature maps.

    ``x`` is ``(N, C, H, W)``, ``w`` is ``(F, C, K, L)``, ``b`` is ``(F,)``. The images get ``pad`` zeros on all
    four sides, and the filters move by ``stride`` down and across. The kernel is not flipped: this is a
    cross-correlation, as in every deep-learning library. The result is ``(N, F, H', W')`` with
    ``H' = 1 + (H + 2 * pad - K) // stride`` and ``W' = 1 + (W + 2 * pad - L) // stride``; rows and columns
    that a whole step no longer reaches are left out.

    >>> conv2d_forward(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)), np.ones(1))
    array([[[[ 9., 13.],
             [21., 25.]]]])
    """
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    _, _, K, L = w.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (K, L), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwkl,fckl->nfhw", windows, w) + b.reshape(1, -1, 1, 1)
