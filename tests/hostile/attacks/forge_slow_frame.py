"""Announces a frame, sends half of it and sleeps."""

import os
import time

from autograder.worker import wire


def scale(x):
    for number in range(3, 256):
        try:
            os.write(number, wire.PREFIX.pack(wire.MAGIC, 100, 0) + b'{"dict":')
        except OSError:
            pass
    time.sleep(600)
