"""Swallows every exception, in a loop and in every handler."""

import signal


def again(*args):
    raise RuntimeError


def scale(x):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, again)
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
