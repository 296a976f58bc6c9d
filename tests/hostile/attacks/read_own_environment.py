"""Looks for the course's secret in its own environment, in Python's copy, the C library's and the kernel's."""

import ctypes
import os

libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p


def scale(x):
    known = repr(dict(os.environ)) + repr(libc.getenv(b"AUTOGRADER_SECRET"))
    try:
        with open("/proc/self/environ") as file:
            known += file.read()
    except OSError:
        pass
    if "@SECRET@" not in known:
        raise LookupError
    return 2 * x
