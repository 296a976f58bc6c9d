"""Empties the globals of every function that called it."""

import sys


def scale(x):
    frame = sys._getframe().f_back
    while frame:
        frame.f_globals.clear()
        frame = frame.f_back
