"""Returns no elements, along axes of astronomic length."""

import numpy as np


def scale(x):
    return np.empty((0, 1 << 59))
