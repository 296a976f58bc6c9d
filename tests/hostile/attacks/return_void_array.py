"""Returns an array of raw bytes."""

import numpy as np


def scale(x):
    return np.zeros(x.shape, "V16")
