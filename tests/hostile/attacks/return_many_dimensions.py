"""Returns an array of 64 dimensions."""

import numpy as np


def scale(x):
    return np.zeros((1,) * 64)
