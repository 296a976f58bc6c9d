# Wrong: the quotient rule as it stands on paper, whose square overflows on the left, so that the slope is 0 there.
import numpy as np
import pprint


def sigmoid_derivative(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


pprint.pprint(sigmoid_derivative(np.arange(-6.0, 1.0)))
