"""Asks for 8 GB at once."""

import numpy as np


def scale(x):
    return np.ones(1 << 30).sum()
