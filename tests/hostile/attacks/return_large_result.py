"""Returns 10^8 elements."""

import numpy as np


def scale(x):
    return np.zeros(10**8)
