"""Returns numbers that cannot be counted, where counts are asked."""

import numpy as np


def train(x, t):
    return x[0] * 1e308, -1e308, [1e308, np.float64(1e300), 2**63, -(2**63)]
