"""Lets an alarm end the process while the next call is on its way."""

import signal
import time


def scale(x):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    time.sleep(0.1)
    return x
