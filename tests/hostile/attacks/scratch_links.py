"""Leaves links to what is not its own, and a pipe that nobody writes to, for whoever cleans up."""

import os


def scale(x):
    for make in (
        lambda: os.symlink("@CANARY@", "folder"),
        lambda: os.symlink("@CANARY@/chmod_file", "file"),
        lambda: os.mkfifo("pipe"),
    ):
        try:
            make()
        except OSError:
            pass
    raise RuntimeError("they are there now, or there is no room for them")
