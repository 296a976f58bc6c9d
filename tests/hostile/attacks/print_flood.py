"""Prints for ever."""


def scale(x):
    while True:
        print("@MARK@" * 1000)
