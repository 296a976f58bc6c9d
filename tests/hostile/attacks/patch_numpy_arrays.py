"""Breaks the functions of NumPy's that make arrays."""

import numpy as np


def broken(*args, **options):
    raise MemoryError


np.empty = np.asarray = np.frombuffer = np.array = np.dtype = np.ascontiguousarray = broken


def scale(x):
    return x
