"""Puts 128 MiB where no limit of its own address space counts them, in files that the limit of files allows."""

import os

DONE = []


def scale(x):
    while len(DONE) < 32:
        file = os.memfd_create("evil")
        DONE.append(os.write(file, bytes(4 << 20)))
    return 2 * x
