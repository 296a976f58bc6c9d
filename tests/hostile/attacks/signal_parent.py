"""May signal its parent (signal 0 asks without harming)."""

import os


def scale(x):
    assert os.getppid(), "0 is one's own group"
    os.kill(os.getppid(), 0)
    return 2 * x
