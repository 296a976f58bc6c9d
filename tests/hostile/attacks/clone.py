"""Starts a process by the bare system call."""

import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    child = libc.syscall(int("@NR_clone@"), int(signal.SIGCHLD), 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone")
    return 2 * x
