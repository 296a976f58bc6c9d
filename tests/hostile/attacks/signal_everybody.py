"""May signal everybody (signal 0 asks without harming)."""

import os


def scale(x):
    os.kill(-1, 0)
    return 2 * x
