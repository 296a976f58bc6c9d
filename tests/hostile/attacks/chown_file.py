"""Gives a file away to its own group, which needs no open file."""

import os


def scale(x):
    os.chown("@CANARY@/chown_file", -1, os.stat("@CANARY@/chown_file").st_gid)
    return 2 * x
