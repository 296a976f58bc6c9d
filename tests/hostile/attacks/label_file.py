"""Sets an extended attribute, which needs no open file."""

import os


def scale(x):
    os.setxattr("@CANARY@/label_file", "user.evil", b"@MARK@")
    return 2 * x
