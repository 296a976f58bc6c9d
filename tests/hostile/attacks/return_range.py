"""Returns a range of 10^18 numbers."""


def scale(x):
    return range(10**18)
