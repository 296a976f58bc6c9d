"""How many cores this process may use."""

import os
from contextlib import suppress
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container: microseconds of CPU, in a period of so many


def cores() -> int:
    """The cores that this process may run on, as far as its affinity and its container's quota let it; at least 1."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # ValueError: there is no quota, "max"
        quota, period = map(int, QUOTA.read_text().split())
        found = min(found, max(1, quota // period))
    return found
