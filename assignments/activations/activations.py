"""Activations: sigmoid_derivative."""

import numpy as np


def sigmoid_derivative(z):
    """Return the derivative of ``sigmoid(z) = 1 / (1 + exp(-z))`` with respect to ``z``, element by element.

    ``z`` is a float array of any shape, a single number included; the result has the same shape. Every
    element is exact to many digits of its own, however large ``abs(z)`` is: the slope is symmetric, so far out
    on either side it is small, but not 0 before normal floats end (``abs(z)`` about 708).

    >>> sigmoid_derivative(np.arange(-6.0, 1.0)).round(8)
    array([0.00246651, 0.00664806, 0.01766271, 0.04517666, 0.10499359,
           0.19661193, 0.25      ])
    >>> print(f"{sigmoid_derivative(50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError
