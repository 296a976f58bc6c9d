"""Forgets every module."""

import sys

sys.modules.clear()


def scale(x):
    import os

    return os.getcwd()
