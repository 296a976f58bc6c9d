"""Leaves a set of semaphores (System V)."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.semget(0x6576696C, 1, 0o1666) < 0:
        raise OSError(ctypes.get_errno(), "semget")
    return 2 * x
