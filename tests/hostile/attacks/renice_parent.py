"""Changes its parent's priority (to what it is)."""

import os


def scale(x):
    for process in (os.getppid(), int("@GRADER@")):
        try:
            assert process, "0 is oneself"
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, process))
            return 2 * x
        except OSError:
            pass
    raise PermissionError
