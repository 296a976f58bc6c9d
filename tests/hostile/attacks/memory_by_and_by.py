"""Asks for memory for ever."""


def scale(x):
    kept = []
    while True:
        kept.append(bytes(1 << 20))
