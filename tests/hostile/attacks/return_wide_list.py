"""Returns a list of a million numbers."""


def scale(x):
    return [0] * 1_000_000
