"""Starts a process while it is imported, which sleeps on."""

import ctypes
import os
import time

try:
    FORKED = os.fork()
    if FORKED == 0:
        ctypes.CDLL(None).prctl(15, b"evil at import", 0, 0, 0)
        time.sleep(600)
        os._exit(0)
except OSError:
    FORKED = None


def scale(x):
    if FORKED is None:
        raise PermissionError
    return 2 * x
