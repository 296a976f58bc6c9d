"""Loops in a library, where Python handles no signal."""

import re


def scale(x):
    return re.match("(a+)+$", "a" * 60 + "b")
