"""Returns NaN, with a message in its spare bits."""

import numpy as np


def scale(x):
    return np.full(x.shape, 0x7FF8_6576_696C_6576, np.uint64).view(np.float64)
