"""Watches the worker by sys.setprofile and raises in the middle of it."""

import sys


def profile(frame, event, argument):
    if event == "return" and frame.f_code.co_name not in ("scale", "profile"):
        raise RuntimeError("@MARK@")


def scale(x):
    sys.setprofile(profile)
    return x
