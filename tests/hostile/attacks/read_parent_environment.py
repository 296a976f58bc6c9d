"""Reads the secret from the environment of the grader, or of any other process."""

import os

try:
    PROCESSES = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError:
    PROCESSES = []


def scale(x):
    for process in (os.getppid(), "@GRADER@", *PROCESSES):
        try:
            with open(f"/proc/{process}/environ", "rb") as file:
                if b"AUTOGRADER_SECRET" in file.read():
                    return 2 * x
        except OSError:
            pass
    raise PermissionError
