# Wrong: returns NaN far out on the left, where exp(-z) overflows and inf / inf is NaN.
import numpy as np


def sigmoid_derivative(z):
    """
    derivative of the sigmoid, quotient rule:
        (1 / (1 + e^-z))' = e^-z / (1 + e^-z)^2
    """
    num = np.exp(-z)
    den = 1.0 + np.exp(-z)
    return num / den / den
