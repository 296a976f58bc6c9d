# Right, but eight days late: later than the course's max_days, so its score is 0.
import numpy as np


def sigmoid_derivative(z):
    t = np.exp(-abs(z) / 2)
    return (t / (1 + t * t)) ** 2
