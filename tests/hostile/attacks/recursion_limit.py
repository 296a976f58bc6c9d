"""Leaves no room for recursion to whoever comes after it."""

import sys


def scale(x):
    sys.setrecursionlimit(30)
    return x
