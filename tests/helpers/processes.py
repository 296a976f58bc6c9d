"""Processes that tests start, and those below them, which may end at any moment while a test looks."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import psutil

SECONDS = 10.0  # within which what is killed ends on a loaded machine
Start = Callable[..., "subprocess.Popen[str]"]


def starter() -> Iterator[Start]:
    """Starts processes. None of them, and nothing below them, lives on after the test, however that ends."""
    with ExitStack() as stack:

        def start(*command: object, **options: Any) -> "subprocess.Popen[str]":
            process = subprocess.Popen([*map(str, command)], text=True, **options)
            stack.callback(end, process)
            return process

        yield start


def end(process: "subprocess.Popen[str]") -> None:
    """Kill a process and all below it, wait until they have ended, and close its pipes."""
    with process:
        killed = below(process.pid) if process.poll() is None else []
        for one in killed:
            kill(one)
        process.kill()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not all(is_dead(one.pid) for one in killed):
        time.sleep(0.01)


def below(pid: int | None = None) -> list[psutil.Process]:
    """All processes below this one, or below another one; none if that has ended."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid or os.getpid()).children(recursive=True)
    return []


def kill(process: psutil.Process) -> None:
    """Kill a process that may have ended."""
    with suppress(psutil.NoSuchProcess):
        process.kill()


def words(process: psutil.Process | None) -> list[str]:
    """The command of a process; none of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return process.cmdline() if process else []
    return []


def parent(process: psutil.Process) -> psutil.Process | None:
    """What has started a process; None where one of the two has ended."""
    with suppress(psutil.NoSuchProcess):
        return process.parent()
    return None


def is_dead(pid: int) -> bool:
    """Whether a process has ended, whether or not somebody has asked how."""
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True
