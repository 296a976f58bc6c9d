# Wrong as many are: s * (1 - s), which is right on paper and cancels in the right tail.
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_derivative(z):
    sig = sigmoid(z)
    one_minus = 1.0 - sig
    return sig * one_minus
