"""Sends a pickle that leaves a file when it is read, in place of a frame and within one."""

import os
import pickle

import numpy as np

from autograder.worker import wire


class Evil:
    def __reduce__(self):
        return open, ("@CANARY@/@MARK@-pickle", "w")


def scale(x):
    data = pickle.dumps(Evil())
    for number in range(3, 256):
        try:
            os.write(number, wire.encode({"returned": np.frombuffer(data, np.uint8)}) + data)
        except OSError:
            pass
    return x
