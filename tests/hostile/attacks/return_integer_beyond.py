"""Returns the integer that just does not fit."""


def scale(x):
    return 1 << 64
