"""Deletes its own folder and goes to the root."""

import os
import sys


def scale(x):
    try:
        os.rmdir(os.getcwd())
    except OSError:
        pass
    os.chdir("/")
    sys.path[:] = ["@CLASS@"]
    return x
