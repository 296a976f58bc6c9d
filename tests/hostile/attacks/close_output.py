"""Closes every stream."""

import os
import sys


def scale(x):
    for stream in (sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if stream:
            stream.close()
    os.closerange(0, 3)
    return x
