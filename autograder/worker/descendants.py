"""The processes that a submission has started, on Linux, where no wall keeps it from that."""

import os
import signal
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

PAUSE = 0.001  # seconds; a killed process takes a moment to end


def descendants(pid: int) -> list[int]:
    """All processes below a process, as /proc lists them now; those that have ended and wait to be reaped as well."""
    children, found = defaultdict[int, list[int]](list), [pid]
    for name in filter(str.isdigit, (entry.name for entry in Path("/proc").iterdir())):
        with suppress(OSError):  # it has just gone
            children[_parent(name)].append(int(name))
    for process in found:
        found += children[process]
    return found[1:]


def _parent(name: str) -> int:
    """The parent's id; the name of the program, in parentheses, may hold anything."""
    return int(Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()[1])


def end_descendants(seconds: float) -> None:
    """Kill and reap all below this process, which orphans come to; what cannot be killed is waited for so long."""
    end = time.monotonic() + seconds
    while (left := descendants(os.getpid())) and time.monotonic() < end:
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(PAUSE)
        _reap()


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
