"""Returns a module."""

import sys


def scale(x):
    return sys
