"""Raises KeyboardInterrupt."""


def scale(x):
    raise KeyboardInterrupt
