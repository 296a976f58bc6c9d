"""Stops its own process, which neither runs nor ends then."""

import os
import signal


def scale(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return x
