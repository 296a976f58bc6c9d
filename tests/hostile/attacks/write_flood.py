"""Writes to standard output for ever, past Python's own streams."""

import os


def scale(x):
    while True:
        os.write(1, b"x" * 65536)
