"""Runs our own code in a fork of this process, which has everything loaded already: no walls, but an end of its own."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

Test = Callable[[], bool]
CAN_FORK = sys.platform == "linux"  # elsewhere there is none, or it is unsafe in a process that has loaded PyTorch


def failing(tests: Sequence[Test], memory: int) -> list[bool]:
    """Which tests are false, raise, crash, take ``memory`` bytes more than now, or are ended by `alarm_after`.

    They run one after the other; none is said to fail where this system cannot fork.
    """
    if not CAN_FORK:
        return [False] * len(tests)
    known: list[bool] = []
    while len(known) < len(tests):
        known += _failing_in_one_fork(tests[len(known) :], memory)
    return known


def alarm_after(seconds: float) -> None:
    """Let this fork end after so long, instead of after what was set before."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _failing_in_one_fork(tests: Sequence[Test], memory: int) -> list[bool]:
    """Which tests fail, up to the first one that ends the fork."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_fork(tests, writes, memory)
    os.close(writes)
    with os.fdopen(reads, "rb") as told:
        known = [bool(fails) for fails in told.read()]
    os.waitpid(child, 0)
    return known if len(known) == len(tests) else [*known, True]


def _be_the_fork(tests: Sequence[Test], writes: int, memory: int) -> NoReturn:
    """Tell of each test whether it fails; leave without the exit handlers, which are the parent's."""
    try:
        gc.freeze()  # no page is copied only because the collector looks at it
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _be_quiet()
        _limit_memory(memory)
        for test in tests:
            os.write(writes, bytes([not _passes(test)]))
    finally:
        os._exit(1)


def _passes(test: Test) -> bool:
    try:
        return test()
    except BaseException:
        return False


def _be_quiet() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)


def _limit_memory(more: int) -> None:
    import resource  # Windows has none

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = more + pages * resource.getpagesize()
    with suppress(ValueError, OSError):  # a lower limit holds already
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
