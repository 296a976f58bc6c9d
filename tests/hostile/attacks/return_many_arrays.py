"""Returns two thousand arrays."""

import numpy as np


def scale(x):
    return [np.zeros(1)] * 2_000
