"""Ends another process of the same user."""

import os
import signal


def scale(x):
    os.kill(int("@DECOY@"), signal.SIGTERM)
    return 2 * x
