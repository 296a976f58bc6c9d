"""The terminal of `grade check --watch`: reads keys, notices saves and draws pages."""

import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.keys import KeyReader, key_reader
from autograder.errors import AutograderError
from autograder.sandbox.launch import launch_ahead
from autograder.sandbox.launch_zygote import forks_workers

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.student.check import PublicChecks
    from autograder.student.screen import Page
    from autograder.student.watch import Snapshot, Watched, WatchSession

LOOK_SECONDS = 0.01  # how often files and the window's size are looked at
WORKERS = 4  # that wait: what fails is asked again with what it uses, and each time once more to see what it calls
END_SECONDS = 10.0  # how long a check that runs is waited for, once its worker was ended


def watch(public: "PublicChecks", assignment: str, work: Path, exercises: Sequence[str]) -> int:
    """Show the results until the student quits; the exit code is 1 unless everything passes by then."""
    from autograder.report.terminal import console
    from autograder.student.screen import closing
    from autograder.student.watch import Watched, WatchSession

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AutograderError("--watch needs a terminal.", "Run `grade check` without it.", retry=False)
    watched = Watched(public, assignment, work, exercises)
    session = WatchSession(watched.names, lambda name: _reset(watched, name))
    with FullScreen(console(), key_reader()) as screen, SaveChecker(watched) as checker:
        _converse(screen, checker, watched, session)
    click.echo(closing(watched, session))
    return int(not session.done)


def _converse(screen: "FullScreen", checker: "SaveChecker", watched: "Watched", session: "WatchSession") -> None:
    """Handle keys and saves until the student quits."""
    from autograder.student.screen import page

    key = ""
    while True:
        snapshots = [*checker.arrived()]
        for snapshot in snapshots:
            session.arrive(snapshot)
        if snapshots or key or screen.stale:  # laying out a page takes longer than looking for news
            screen.draw(page(watched, session))
        try:
            key = screen.keys.read(LOOK_SECONDS)
        except EOFError:
            return
        if key == "q" and not session.asking:
            return
        if key:
            session.press(key)


def _reset(watched: "Watched", name: str) -> str:
    try:
        return watched.reset(name)
    except AutograderError as error:
        return error.message


class FullScreen:
    """Draws pages on the whole terminal, and restores it at the end, on a signal, and when stopped."""

    def __init__(self, console: "Console", keys: KeyReader) -> None:
        self.keys = keys
        self._console = console
        self._drawn: list[Any] = []

    def __enter__(self) -> "FullScreen":
        self._signals = _handled({"SIGTERM": _end, "SIGHUP": _end, "SIGTSTP": self._stop})
        self._signals.__enter__()
        self._take()
        return self

    def __exit__(self, *error: object) -> None:
        self._give_back()
        self._signals.__exit__(None, None, None)

    @property
    def stale(self) -> bool:
        """Whether nothing is drawn, or for another size of the terminal."""
        return not self._drawn or self._drawn[0] != self._console.size

    def draw(self, page: "Page") -> None:
        """Draw a page, unless it is already shown."""
        size = self._console.size
        lines = self._console.render_lines(page, self._console.options.update_dimensions(*size))
        if [size, lines] != self._drawn:
            self._console.update_screen_lines(lines)
            self._drawn = [size, lines]

    def _take(self) -> None:
        self.keys.__enter__()
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        self._drawn = []

    def _give_back(self) -> None:
        with suppress(OSError):  # the terminal is gone
            self._console.show_cursor(True)
            self._console.set_alt_screen(False)
        self.keys.__exit__(None, None, None)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        """Give the terminal back to the shell until it continues us."""
        self._give_back()
        ours = signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        signal.signal(number, ours)
        self._take()


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _handled(handlers: dict[str, Any]) -> Iterator[None]:
    """Handle signals, as far as the system has them, and restore the old handlers afterwards."""
    known = {getattr(signal, name): handler for name, handler in handlers.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in known.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class SaveChecker:
    """Checks the work in a thread: once at the start, then whenever it is saved."""

    def __init__(self, watched: "Watched") -> None:
        self._watched = watched
        self._news: queue.Queue[Snapshot | Exception] = queue.Queue()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "SaveChecker":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Stop a running check and its worker."""
        import time

        import psutil

        self._over.set()
        end = time.monotonic() + END_SECONDS
        while self._thread.is_alive() and time.monotonic() < end:
            with suppress(psutil.Error):
                for worker in psutil.Process(os.getpid()).children(recursive=True):
                    worker.kill()
            self._thread.join(LOOK_SECONDS)

    def arrived(self) -> "Iterator[Snapshot]":
        """The new results since the last call; raises an exception of the thread."""
        with suppress(queue.Empty):
            while True:
                news = self._news.get_nowait()
                if isinstance(news, Exception):
                    raise news
                yield news

    def _run(self) -> None:
        _leave_stops_to_the_main_thread()
        seen, before = None, self._watched.signature()
        try:
            while not self._over.is_set():
                now = self._watched.signature()
                quiet, before = now == before, now  # an editor may be half way through
                if quiet and now != seen:
                    seen = now
                    self._watched.refresh(self._news.put)
                    if not forks_workers():
                        launch_ahead(WORKERS)  # for the next save: they have NumPy imported
                self._over.wait(LOOK_SECONDS)
        except Exception as error:
            self._news.put(error)


def _leave_stops_to_the_main_thread() -> None:
    """Let no worker be stopped by Ctrl-Z before it has a session of its own: this thread would wait for it for ever."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
