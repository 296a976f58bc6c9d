"""Sends a header that is one number of a million digits."""

import os

from autograder.worker import wire


def scale(x):
    header = b"9" * 1_000_000
    for number in range(3, 256):
        try:
            os.write(number, wire.PREFIX.pack(wire.MAGIC, len(header), 0) + header)
        except OSError:
            pass
    return x
