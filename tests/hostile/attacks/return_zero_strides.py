"""Returns 10^14 elements that are all one number in memory."""

import numpy as np


def scale(x):
    return np.broadcast_to(2.0, (10**7, 10**7))
