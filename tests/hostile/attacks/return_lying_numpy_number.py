"""Returns a scalar of NumPy's that raises when it is made an ordinary number."""

import numpy as np


class Lying(np.float64):
    def __float__(self):
        raise SystemExit("@MARK@")


def scale(x):
    return Lying(7)
