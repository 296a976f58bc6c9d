"""Empties a file by its name, without opening it."""

import os


def scale(x):
    os.truncate("@CANARY@/truncate_file", 0)
    return 2 * x
