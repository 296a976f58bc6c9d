# Right, in another style: a loop over the elements with math.exp, one formula for each side.
import math

import numpy as np


def slope_at(x):
    """sigma'(x) for one Python float"""
    x = abs(x)  # symmetric!
    if x > 745.2:
        return 0.0  # smaller than any float
    e = math.exp(-x)
    return e / (1.0 + 2.0 * e + e * e)


def sigmoid_derivative(z):
    if np.ndim(z) == 0:
        return slope_at(float(z))
    z = np.array(z, dtype=float)
    result = np.empty(z.shape)
    for index in np.ndindex(z.shape):
        result[index] = slope_at(z[index])
    print("slopes between", result.min(), "and", result.max())
    return result


if __name__ == "__main__":
    xs = np.linspace(-6, 6, 13)
    for x, d in zip(xs, sigmoid_derivative(xs)):
        # compare with a difference quotient
        h = 1e-6
        s = lambda u: 1 / (1 + math.exp(-u))
        print(f"{x:6.1f} {d:.8f} {(s(x + h) - s(x - h)) / (2 * h):.8f}")
