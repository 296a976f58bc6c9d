"""Opens as many files as it may."""

import os


def scale(x):
    while True:
        os.dup(0)
