"""Returns an array of text."""

import numpy as np


def scale(x):
    return np.full(x.shape, "\x1b[2J@MARK@")
