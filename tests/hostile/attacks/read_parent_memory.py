"""Reads the heap of its parent or of the grader through /proc."""

import os


def scale(x):
    for process in (os.getppid(), "@GRADER@"):
        try:
            with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
                heap = next(line for line in maps if "[heap]" in line)
                memory.seek(int(heap.split("-")[0], 16))
                memory.read(64)
            return 2 * x
        except (OSError, StopIteration):
            pass
    raise PermissionError
