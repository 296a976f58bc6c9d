"""Warns for ever."""

import warnings


def scale(x):
    warnings.simplefilter("always")
    while True:
        warnings.warn("@MARK@" * 100, stacklevel=1)
