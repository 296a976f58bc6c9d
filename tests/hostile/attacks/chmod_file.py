"""Takes a file's permissions away, which needs no open file."""

import os


def scale(x):
    os.chmod("@CANARY@/chmod_file", 0)
    return 2 * x
