"""Puts an object of its own where Python prints."""

import sys


class Output:
    def write(self, text):
        raise SystemExit("@MARK@")

    def __getattr__(self, name):
        raise KeyboardInterrupt("@MARK@")


def scale(x):
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Output()
    return x
