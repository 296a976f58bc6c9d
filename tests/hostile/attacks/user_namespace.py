"""Makes itself root in a namespace of its own."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def scale(x):
    if not DONE and libc.unshare(0x10000000) < 0:
        raise OSError(ctypes.get_errno(), "unshare")
    DONE.append(True)
    return 2 * x
