"""What this assignment starts from: erf, and softmax and swish of the assignments before."""

import math

import numpy as np


def erf(z):
    """The error function (2 / sqrt(pi) times the integral of exp(-s**2) from 0 to z), element by element."""
    return np.vectorize(math.erf, otypes=[float])(z)


def softmax(z):
    """The softmax over the last axis of scores z, of which -inf gets exactly 0; no row is -inf throughout."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def swish(z):
    """z * sigmoid(z), element by element, without overflow."""
    e = np.exp(-np.abs(z))
    return z * np.where(z >= 0, 1, e) / (1 + e)
