"""Ends another process of the same user by one of its threads."""

import ctypes
import signal

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.syscall(int("@NR_tkill@"), int("@DECOY@"), int(signal.SIGTERM)) < 0:
        raise OSError(ctypes.get_errno(), "tkill")
    return 2 * x
