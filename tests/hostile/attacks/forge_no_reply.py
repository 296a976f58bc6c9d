"""Replies with things that are no reply."""

import numpy as np

from autograder.worker import run, wire

REPLIES = [None, 1, "passed", [], np.zeros(3), True, b"", {"passed": True}]
run.answer = lambda *args, **options: wire.encode(REPLIES.pop(0))


def scale(x):
    return x
