"""Returns as many bytes as memory allows and the limit of results does not."""

import numpy as np


def scale(x):
    return np.zeros(20 << 20, np.uint8)
