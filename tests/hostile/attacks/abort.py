"""Ends the process by abort()."""

import os


def scale(x):
    os.abort()
