"""Watches who changes what in the file system."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.fanotify_init(0x200, 0) < 0:  # the unprivileged kind
        raise OSError(ctypes.get_errno(), "fanotify_init")
    return 2 * x
