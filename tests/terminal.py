"""A pseudo-terminal that is read as a person reads it: `grade` draws, pyte keeps the screen, tests look at it."""

import os
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte

SECONDS = 60.0


class Terminal:
    """`grade`, or another ``command``, in a terminal of its own; ``columns`` and ``rows`` count characters."""

    def __init__(
        self,
        folder: Path,
        *args: str | Path,
        command: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in ("LINES", "COLUMNS", "NO_COLOR")}
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        first, *rest = command or [sys.executable, "-m", "autograder", *map(str, args)]
        self.process: Any = pexpect.spawn(
            first,
            rest,
            cwd=str(folder),
            env={**environment, "TERM": "xterm-256color", "PYTHONUTF8": "1", **(env or {})},
            dimensions=(rows, columns),
            timeout=SECONDS,
        )
        self.before = self.mode()

    def mode(self) -> list[Any]:
        """The terminal's settings: echo, signals, whole lines."""
        return termios.tcgetattr(self.process.child_fd)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, condition: Callable[[str], bool], what: str) -> str:
        """The screen as soon as ``condition`` holds of it."""
        end = time.monotonic() + SECONDS
        while not condition(self.text):
            assert time.monotonic() < end, f"{what}, on this screen:\n{self.text}"
            if not self._read() and not self.process.isalive():
                assert condition(self.text), f"the command has ended before {what}:\n{self.text}"
        return self.text

    def rests(self) -> None:
        """Wait until nothing more is written for a while, so that no screen is half drawn."""
        while self._read() or self._read():
            pass

    def _read(self) -> bool:
        """Take in what is there, and say whether anything was."""
        try:
            data = self.process.read_nonblocking(1 << 16, timeout=0.1)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.written += data
        self._stream.feed(data)
        return True

    def shows(self, *texts: str) -> str:
        """Wait until all of ``texts`` are on the screen."""
        return self.wait(lambda screen: all(text in screen for text in texts), f"{texts} is there")

    def hides(self, text: str) -> str:
        """Wait until ``text`` is gone from the screen."""
        return self.wait(lambda screen: text not in screen, f"{text!r} is gone")

    def press(self, key: str) -> None:
        self.process.send(key)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.screen.reset()
        self.process.setwinsize(rows, columns)

    def ends(self) -> int:
        """Wait for the command's end; its exit code, or minus the signal that ended it."""
        end = time.monotonic() + SECONDS
        while self._read() or self.process.isalive():
            assert time.monotonic() < end, f"the command has not ended, on this screen:\n{self.text}"
        return int(-self.process.signalstatus if self.process.signalstatus else self.process.exitstatus)

    def is_as_before(self) -> bool:
        """Whether settings, cursor and the ordinary screen are back."""
        alternate = self.written.count(b"\x1b[?1049h") == self.written.count(b"\x1b[?1049l")
        return alternate and not self.screen.cursor.hidden and self.mode() == self.before

    def close(self) -> None:
        self.process.close(force=True)
