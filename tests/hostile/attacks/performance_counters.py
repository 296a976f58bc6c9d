"""Watches the machine by its performance counters."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def scale(x):
    attributes = (ctypes.c_uint32 * 32)(1, 128)  # a clock in software
    if libc.syscall(int("@NR_perf_event_open@"), attributes, 0, -1, -1, 0) < 0:
        raise OSError(ctypes.get_errno(), "perf_event_open")
    return 2 * x
