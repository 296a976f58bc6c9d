"""Leaves a message queue (POSIX)."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.syscall(int("@NR_mq_open@"), b"@MARK@", os.O_CREAT | os.O_RDWR, 0o600, None) < 0:
        raise OSError(ctypes.get_errno(), "mq_open")
    return 2 * x
