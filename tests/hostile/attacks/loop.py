"""Loops for ever."""


def scale(x):
    while True:
        pass
