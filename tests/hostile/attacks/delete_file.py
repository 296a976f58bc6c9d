"""Deletes a file in a folder where everybody may, while it is imported."""

import os

try:
    os.unlink("@CANARY@/delete_file")
    DONE = True
except OSError:
    DONE = False


def scale(x):
    if not DONE:
        raise PermissionError
    return 2 * x
