"""Answers right, but spoils its input."""


def scale(x):
    x *= 2
    return x
