"""Looks at the command lines of other processes."""

import os


def scale(x):
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with open(f"/proc/{name}/cmdline", "rb") as file:
                file.read()
            return 2 * x
    raise LookupError
