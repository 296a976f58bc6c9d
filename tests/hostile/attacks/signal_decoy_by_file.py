"""Lets the kernel end another process: a pipe's owner gets a signal when there is something to read."""

import fcntl
import os
import signal


def scale(x):
    out, into = os.pipe()
    fcntl.fcntl(out, fcntl.F_SETOWN, int("@DECOY@"))
    fcntl.fcntl(out, 10, int(signal.SIGTERM))  # F_SETSIG
    fcntl.fcntl(out, fcntl.F_SETFL, os.O_ASYNC)
    os.write(into, b"now")
    raise RuntimeError("the decoy's death is the trace")
