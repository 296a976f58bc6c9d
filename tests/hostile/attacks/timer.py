"""Interrupts everything that follows by a timer, a thousand times a second."""

import signal


def interrupt(*args):
    raise KeyboardInterrupt("@MARK@")


def scale(x):
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return x
