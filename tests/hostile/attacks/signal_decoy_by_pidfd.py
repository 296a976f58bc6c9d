"""Ends another process of the same user by a descriptor of it."""

import os
import signal


def scale(x):
    signal.pidfd_send_signal(os.pidfd_open(int("@DECOY@")), signal.SIGTERM)
    return 2 * x
