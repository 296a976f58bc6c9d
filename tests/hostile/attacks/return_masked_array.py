"""Returns wrong numbers, all of them masked."""

import numpy as np


def scale(x):
    return np.ma.masked_array(x, mask=True)
