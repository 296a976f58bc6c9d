"""Starts processes until there is no more room."""

import os
import time

DONE = []


def scale(x):
    while len(DONE) < 25:
        DONE.append(os.fork())
        if DONE[-1] == 0:
            time.sleep(600)
            os._exit(0)
    return 2 * x
