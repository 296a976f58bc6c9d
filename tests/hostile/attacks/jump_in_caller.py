"""Lets its caller jump to another line when it returns."""

import sys


def jump(frame, event, argument):
    if event == "line":
        try:
            frame.f_lineno = frame.f_code.co_firstlineno + 1
        except ValueError:
            pass
    return jump


def scale(x):
    frame = sys._getframe().f_back
    while frame:
        frame.f_trace = jump
        frame = frame.f_back
    sys.settrace(jump)
    return x
