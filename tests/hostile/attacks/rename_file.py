"""Renames a file in a folder where everybody may, while it is imported."""

import os

try:
    os.rename("@CANARY@/rename_file", "@CANARY@/@MARK@")
    DONE = True
except OSError:
    DONE = False


def scale(x):
    if not DONE:
        raise PermissionError
    return 2 * x
