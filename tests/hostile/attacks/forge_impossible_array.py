"""Sends arrays of impossible shapes, one for each call."""

import json
import os

from autograder.worker import wire

SHAPES = [[-1], [1 << 40, 1 << 40, 0], [1.5], [True], ["6"], [10**30], [0] * 33, {"6": 6}, None]


def scale(x):
    header = json.dumps({"dict": [["returned", {"array": ["<f8", SHAPES.pop(0)]}]]}).encode()
    for number in range(3, 256):
        try:
            os.write(number, wire.PREFIX.pack(wire.MAGIC, len(header), 0) + header)
        except OSError:
            pass
    return x
