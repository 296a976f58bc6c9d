"""Returns about as much as a worker may send, from every call."""

import numpy as np


def scale(x):
    return np.ones(7 << 17)
