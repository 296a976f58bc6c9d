"""Returns a view of memory far beyond its own array."""

import numpy as np


def scale(x):
    return np.lib.stride_tricks.as_strided(x, (100_000,), (1 << 20,))
