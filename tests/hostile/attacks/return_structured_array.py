"""Returns an array of records."""

import numpy as np


def scale(x):
    return np.zeros(x.shape, [("passed", bool), ("points", float, (2, 3))])
