"""A limit on the time of code that runs in this very process, as a student's functions do in a notebook's kernel."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

AGAIN = 0.25  # seconds until code that has caught the exception gets it again


class OutOfTime(BaseException):
    """The time is over; no Exception, so that a careless ``except`` lets it through."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in the code below when ``seconds`` have passed, also while it sleeps.

    Only the main thread can be interrupted, which is where kernels run cells; in another there is no limit. A compiled
    function is interrupted when it returns.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over, end, before = threading.Event(), time.monotonic() + seconds, signal.getsignal(signal.SIGINT)

    def interrupted(number: int, frame: FrameType | None) -> None:
        if time.monotonic() < end and callable(before):
            before(number, frame)  # the student's own interrupt
        elif not over.is_set():
            raise OutOfTime

    clock = threading.Thread(target=_ring, args=(over, seconds, _interrupter()), daemon=True)
    signal.signal(signal.SIGINT, interrupted)
    try:
        clock.start()
        yield
    finally:
        over.set()
        clock.join()
        signal.signal(signal.SIGINT, before)  # handles first what is still pending


def _ring(over: threading.Event, seconds: float, interrupt: Callable[[], object]) -> None:
    while not over.wait(seconds):
        interrupt()
        seconds = AGAIN


def _interrupter() -> Callable[[], object]:
    """What interrupts the main thread, from another one, even while it waits."""
    if hasattr(signal, "pthread_kill"):
        return partial(signal.pthread_kill, threading.main_thread().ident or 0, signal.SIGINT)
    return partial(signal.raise_signal, signal.SIGINT)  # which wakes a sleeping main thread on Windows
