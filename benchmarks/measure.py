"""What a command, or a function in a child process, costs.

CPU time is the whole machine's, so nothing else may run: workers are forks of forks, whose time no process is told of.
"""

import json
import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import click
import psutil

REPOSITORY = Path(__file__).parents[1]
SECRET = "a secret of the benchmark"  # noqa: S105  (it guards nothing)
GRADE = [sys.executable, "-m", "autograder"]
PACKAGES = ("nn-autograder", "numpy", "torch", "nbgrader", "pytest", "sqlalchemy")


@dataclass(frozen=True)
class Run:
    """Seconds, CPU seconds of this machine meanwhile, and the peak bytes of the largest of its processes.

    ``own`` is the peak of the process itself, without those that it starts; 0 where nobody has looked.
    """

    seconds: float
    cpu: float
    peak: int
    own: int = 0


LAUNCHER = """
import ctypes, json, os, subprocess, sys, threading, time
def look():  # at the peak of the process itself: what it is when it ends counts its children too
    try:
        while not ended.wait(0.05):
            lines = open(f"/proc/{process.pid}/status").read().splitlines()
            own[0] = max(own[0], *(int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
    except OSError:
        pass
ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: whatever outlives its parent is waited for here
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
ended, own = threading.Event(), [0]
threading.Thread(target=look).start()
_, status, used = os.wait4(process.pid, 0)
seconds, peak = time.perf_counter() - started, used.ru_maxrss
ended.set()
try:
    while True:
        peak = max(peak, os.wait4(-1, 0)[2].ru_maxrss)
except ChildProcessError:
    print(json.dumps([os.waitstatus_to_exitcode(status), seconds, peak * 1024, own[0] * 1024]))
"""
"""A small process that starts the measured one: a process' peak begins with the size of the one that starts it."""


def run(command: Sequence[object], folder: Path, right: tuple[int, ...] = (0,), /, **environment: str) -> Run:
    """Run a command; raises `ClickException` if its exit code is not ``right``."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("AUTOGRADER_")}
    before = busy_seconds()
    done = subprocess.run(  # noqa: S603  (the benchmark's own)
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)],
        cwd=folder,
        env={**known, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    code, seconds, peak, own = json.loads(done.stdout)
    if code not in right:
        raise click.ClickException(f"{command[2]} ended with {code}: {done.stderr[-2000:]}")
    return Run(seconds, busy_seconds() - before, peak, own)


def busy_seconds() -> float:
    """CPU seconds that all processes of this machine have used."""
    used = psutil.cpu_times()
    return float(used.user + used.system + getattr(used, "nice", 0.0))


def run_here(work: Callable[[], object]) -> Run:
    """Run a function in a fork of this process."""
    started, before = time.perf_counter(), busy_seconds()
    pid = os.fork()
    if pid == 0:
        warnings.simplefilter("ignore")  # of what students compute
        try:
            work()
        finally:
            os._exit(0)
    _, _, used = os.wait4(pid, 0)
    return Run(time.perf_counter() - started, busy_seconds() - before, used.ru_maxrss * 1024)


def middle(runs: list[Run]) -> Run:
    """The median of each figure."""
    return Run(median(r.seconds for r in runs), median(r.cpu for r in runs), int(median(r.peak for r in runs)))


def machine() -> Mapping[str, str | int]:
    """What figures depend on besides the code."""
    names = [line.partition(":")[2].strip() for line in _cpu_info() if line.startswith("model name")]
    load = f"{os.getloadavg()[0]:.1f}"
    system = {"system": platform.platform(), "cpu": names[0] if names else platform.machine(), "cores": os.cpu_count()}
    return {**system, "load_at_start": load, "python": platform.python_version(), **{p: version(p) for p in PACKAGES}}


def _cpu_info() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
