"""Chooses the processors of its parent (those that it has)."""

import os


def scale(x):
    for process in (os.getppid(), int("@GRADER@")):
        try:
            assert process, "0 is oneself"
            os.sched_setaffinity(process, os.sched_getaffinity(process))
            return 2 * x
        except OSError:
            pass
    raise PermissionError
