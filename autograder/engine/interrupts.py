"""Interrupts: what ends a process so that everything it has started ends with it."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def take_termination_as_interrupt() -> None:
    """SIGTERM, which a batch system or an administrator sends, raises KeyboardInterrupt as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _interrupted)


def take_interrupts() -> None:
    """SIGINT and SIGTERM raise KeyboardInterrupt, even if a shell or the parent has blocked them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    take_termination_as_interrupt()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def take_no_interrupts() -> None:
    """The process is ending: it need not be told again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def interrupt_main_thread() -> None:
    """Raise KeyboardInterrupt in the main thread, whatever it waits for."""
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main()
        return
    with suppress(ProcessLookupError):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """A process that is started meanwhile gets no SIGINT before it calls `take_interrupts`."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _interrupted(*_: object) -> None:
    """Let asyncio's own handler of SIGINT end what it runs, where there is one."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)
