"""Mounts a file system of its own."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    for place in ("@CANARY@", os.getcwd()):
        if place != "/" and libc.mount(b"evil", place.encode(), b"tmpfs", 0, None) == 0:
            return 2 * x
    raise OSError(ctypes.get_errno(), "mount")
