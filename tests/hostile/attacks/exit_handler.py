"""Leaves a file when the interpreter ends."""

import atexit
import sys


def leave():
    with open("@CANARY@/@MARK@-exit", "w") as file:
        file.write("here")


atexit.register(leave)
sys.excepthook = sys.unraisablehook = lambda *args: leave()


def scale(x):
    raise ValueError
