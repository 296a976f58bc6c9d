"""Leaves a segment of shared memory (System V)."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.shmget(0x6576696C, 4096, 0o1666) < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    return 2 * x
