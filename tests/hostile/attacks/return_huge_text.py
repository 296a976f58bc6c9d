"""Returns text of 10 MB."""


def scale(x):
    return "x" * 10_000_000
