"""Kills its own process."""

import os
import signal


def scale(x):
    os.kill(os.getpid(), signal.SIGKILL)
    return x
