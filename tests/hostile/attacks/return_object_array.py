"""Returns an array of objects whose arithmetic is their own, and which leave a file when they are unpickled."""

import numpy as np


class Evil:
    def __eq__(self, other):
        return True

    def __reduce__(self):
        return open, ("@CANARY@/@MARK@-reduce", "w")

    __sub__ = __rsub__ = __mul__ = lambda self, other: 0.0


def scale(x):
    array = np.empty(x.shape, object)
    array[...] = Evil()
    return array
