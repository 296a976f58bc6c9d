"""Returns wrong numbers as a matrix, whose products and shapes are its own."""

import warnings

import numpy as np


def scale(x):
    warnings.simplefilter("ignore")
    return np.matrix(x)
