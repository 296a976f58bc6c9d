# Wrong: the quotient rule as it stands on paper, which overflows on the left: the slope is 0 there, and NaN further out.
import numpy as np
import pprint


def sigmoid_derivative(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


pprint.pprint(sigmoid_derivative(np.arange(-6.0, 1.0)))
