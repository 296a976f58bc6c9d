"""Makes a named pipe where everybody may, while it is imported."""

import os

try:
    os.mkfifo("@CANARY@/@MARK@-fifo")
    DONE = True
except OSError:
    DONE = False


def scale(x):
    if not DONE:
        raise PermissionError
    return 2 * x
