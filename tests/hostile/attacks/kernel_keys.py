"""Leaves a note in the kernel's keyring, where others of the same user find it."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.syscall(int("@NR_add_key@"), b"user", b"@MARK@", b"here", 4, -4) < 0:
        raise OSError(ctypes.get_errno(), "add_key")
    return 2 * x
