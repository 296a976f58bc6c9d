"""Closes every descriptor but the standard ones."""

import os


def scale(x):
    os.closerange(3, 1024)
    return x
