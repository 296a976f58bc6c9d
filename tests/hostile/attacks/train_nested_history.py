"""Returns lists and arrays where a list of numbers of any length is asked."""

import numpy as np


def train(x, t):
    return 0 * x[0], 0.0, [[], [[]], np.zeros((0, 3)), {"a": 1}, None]
