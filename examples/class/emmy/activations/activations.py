# Right numbers, but returns a list (of lists) instead of an array.
import numpy as np


def sigmoid_derivative(z):
    """Return the derivative of the sigmoid at z."""
    e = np.exp(-np.abs(np.asarray(z)))
    answer = e / np.square(1 + e)
    return answer.tolist()
