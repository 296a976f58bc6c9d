"""Asks the kernel to let it answer page faults."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.syscall(int("@NR_userfaultfd@"), 1) < 0:  # for faults of its own code only
        raise OSError(ctypes.get_errno(), "userfaultfd")
    return 2 * x
