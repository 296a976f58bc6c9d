"""Looks for the pattern of buffers_1_leave in fresh memory: nothing of another submission's may be there."""

import numpy as np


def scale(x):
    kept = []
    for size in range(1, 2000):
        kept.append(np.empty(size))
        if 7.25e77 in kept[-1]:
            return 2 * x
    raise LookupError
