"""Kills its whole process group: nobody else may be in it."""

import os
import signal


def scale(x):
    os.kill(0, signal.SIGKILL)
    return x
