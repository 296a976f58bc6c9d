"""Changes the time of a file, which needs no open file."""

import os


def scale(x):
    os.utime("@CANARY@/touch_file")
    return 2 * x
