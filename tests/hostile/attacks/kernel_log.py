"""Reads what the kernel logged."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    if libc.klogctl(3, ctypes.create_string_buffer(4096), 4096) < 0:
        raise OSError(ctypes.get_errno(), "syslog")
    return 2 * x
