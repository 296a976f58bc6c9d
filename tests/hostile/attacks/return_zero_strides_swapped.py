"""Returns 10^9 elements that are all one number in memory, of another byte order, so that they have to be copied."""

import numpy as np


def scale(x):
    return np.broadcast_to(np.array(2.0, ">f8"), (10**9,))
