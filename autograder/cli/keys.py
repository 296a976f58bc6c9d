"""Reads single key presses: an interface, with implementations for POSIX and Windows.

Both give letters in lower case, and the names `NAMED` has for other keys; a key that is neither is ``"other"``.
"""

import codecs
import importlib
import os
import select
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self

NAMED = {"\r": "enter", "\n": "enter", "\x1b[A": "up", "\x1b[B": "down", "\x1bOA": "up", "\x1bOB": "down"}
WINDOWS_NAMED = {"H": "up", "P": "down"}
POLL_SECONDS = 0.02


class KeyReader(Protocol):
    """Keys are read inside of ``with``; outside of it the terminal is as it was before."""

    def __enter__(self) -> Self:
        """Make the terminal deliver each key at once, and show none."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the terminal back as it was."""

    def read(self, seconds: float) -> str:
        """The next key, or "" where none comes within ``seconds``; raises `EOFError` where the terminal is gone."""


def key_reader() -> KeyReader:
    """The reader of this terminal's keys."""
    try:
        importlib.import_module("termios")
    except ImportError:
        return WindowsKeys()
    return PosixKeys(sys.stdin.fileno())


class PosixKeys:
    """The keys of a terminal in cbreak mode: Ctrl-C still interrupts, and output is drawn as always."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: list[Any] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._typed = ""

    def __enter__(self) -> Self:
        import termios
        import tty

        self._before = termios.tcgetattr(self._descriptor)
        tty.setcbreak(self._descriptor, termios.TCSADRAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import termios

        with suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, self._before)  # what was typed is not for the shell

    def read(self, seconds: float) -> str:
        """See `KeyReader`."""
        if not self._typed:
            ready, _, _ = select.select([self._descriptor], [], [], seconds)
            if not ready:
                return ""
            self._typed = self._decoder.decode(self._arrived())
        key, self._typed = _split(self._typed)
        return NAMED.get(key) or (key.lower() if len(key) == 1 and key.isprintable() else "other") if key else ""

    def _arrived(self) -> bytes:
        try:
            data = os.read(self._descriptor, 1 << 10)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data


def _split(typed: str) -> tuple[str, str]:
    """The first key of what was typed, and the rest; a special key is a sequence that begins with Escape."""
    if not typed.startswith("\x1b"):
        return typed[:1], typed[1:]
    end = 1
    if typed[1:2] in ("[", "O"):
        end = 2
        while end < len(typed) and not "@" <= typed[end] <= "~":
            end += 1
        end += 1
    return typed[:end], typed[end:]


class WindowsKeys:
    """The keys of Windows' console, whose own mode needs no change."""

    def __init__(self) -> None:
        self._console: Any = importlib.import_module("msvcrt")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def read(self, seconds: float) -> str:
        """See `KeyReader`."""
        end = time.monotonic() + seconds
        while not self._console.kbhit():
            if time.monotonic() >= end:
                return ""
            time.sleep(POLL_SECONDS)
        key = self._console.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in ("\0", "\xe0"):  # a special key is two characters
            return WINDOWS_NAMED.get(self._console.getwch(), "other")
        return NAMED.get(key) or (key.lower() if key.isprintable() else "other")
