"""Returns infinities."""

import numpy as np


def scale(x):
    return np.full(x.shape, np.inf)
