"""Reads address 0."""

import ctypes


def scale(x):
    ctypes.string_at(0)
