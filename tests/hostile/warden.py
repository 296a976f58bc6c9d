"""``python warden.py OUT ERR COMMAND...``: runs a command, and says which processes it left behind.

The warden is the subreaper of everything that the command starts: whoever forks, leaves the session or loses
its parent stays below it, and is found by descent, not by name.  It says the command's process id, waits for a
line, and at last says how all ended, as JSON.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE = 5.0  # seconds, for what is dying
LONGEST = 280.0
MEMORY = 2 << 30  # address space: a submission that makes the grader swallow gigabytes is found out
WAIT_FOR_GO = "import os, sys; os.read(0, 1); os.execv(sys.argv[1], sys.argv[1:])"


def main(out: str, err: str, *command: str) -> None:
    adopt()
    with Path(out).open("wb") as output, Path(err).open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-c", WAIT_FOR_GO, *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            preexec_fn=limit,
        )
    print(child.pid, flush=True)
    sys.stdin.readline()
    assert child.stdin is not None
    child.stdin.write(b"g")
    child.stdin.close()
    try:
        child.wait(LONGEST)
    except subprocess.TimeoutExpired:
        child.kill()
    code = child.wait()
    print(json.dumps({"code": code, "left": remaining(GRACE)}), flush=True)


def adopt() -> None:
    """Become the parent of every descendant that loses its own."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def limit() -> None:
    """Bound the memory of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def remaining(grace: float) -> list[str]:
    """The command lines of descendants that live on after ``grace`` seconds; they are killed then."""
    end = time.monotonic() + grace
    while (left := descendants()) and time.monotonic() < end:
        time.sleep(0.02)
    said = sorted(f"{name} [{command}]" for name, command in left.values())
    while left := descendants():
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    return said


def descendants() -> dict[int, tuple[str, str]]:
    """Name and command line of every living process below this one."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    parents, found = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
            state, parent = rest.split()[:2]
            parents[int(folder.name)] = int(parent)
            if state not in "ZX":
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found[int(folder.name)] = (name, line[:200].strip())
    return {pid: said for pid, said in found.items() if _below(pid, parents)}


def _below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


if __name__ == "__main__":
    main(*sys.argv[1:])
