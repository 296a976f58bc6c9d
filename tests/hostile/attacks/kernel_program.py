"""Loads a program into the kernel (bpf), or asks for a map."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    attributes = (ctypes.c_uint32 * 32)(2, 4, 8, 1)  # an array with one entry
    if libc.syscall(int("@NR_bpf@"), 0, attributes, ctypes.sizeof(attributes)) < 0:
        raise OSError(ctypes.get_errno(), "bpf")
    return 2 * x
