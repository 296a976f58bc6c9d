"""Starts a process that leaves the session, forgets its parent and stays."""

import ctypes
import os
import time


def scale(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, b"evil daemon", 0, 0, 0)
            time.sleep(600)
        os._exit(0)
    os.wait()
    return 2 * x
