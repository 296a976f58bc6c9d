"""Returns a pickle that leaves a file when it is read, as bytes of an array."""

import pickle

import numpy as np


class Evil:
    def __reduce__(self):
        return open, ("@CANARY@/@MARK@-pickle", "w")


def scale(x):
    return np.frombuffer(pickle.dumps(Evil()), np.uint8)
