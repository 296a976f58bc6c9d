"""Asks for a file system by the newer system calls."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.syscall(430, b"tmpfs", 0) < 0:
        raise OSError(ctypes.get_errno(), "fsopen")
    return 2 * x
