"""Returns wrong numbers in a subclass of ndarray that lies about everything it is asked."""

import numpy as np


class Lying(np.ndarray):
    def __eq__(self, other):
        return np.True_

    def __array_ufunc__(self, *args, **options):
        return np.True_

    def __array_function__(self, *args, **options):
        return np.True_

    def __array__(self, *args, **options):
        return 1 / 0

    def tobytes(self, *args):
        return b""

    def astype(self, *args, **options):
        return 1 / 0

    def view(self, *args):
        return 1 / 0

    def __reduce__(self):
        return 1 / 0

    dtype = property(lambda self: 1 / 0)
    shape = property(lambda self: 1 / 0)
    nbytes = property(lambda self: -1)
    size = property(lambda self: 0)


def scale(x):
    return np.ndarray.view(np.array(x), Lying)
