"""`grade check --watch`: what a save touches is checked again, on a real terminal."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.student.watch import fingerprints
from tests.conftest import answer, run_grade

pty = pytest.importorskip("pty", reason="a terminal of POSIX")

MODULE = "import numpy as np\n\n\ndef f(x):\n    return g(x) + 1\n\n\ndef g(x):\n    return 2 * x\n\n\ndef h(x):\n    return C\n\n\nC = 3\n"
NAMES = ["f", "g", "h", "absent"]


def changed(old: str, new: str) -> set[str]:
    before, after = fingerprints(MODULE.encode(), NAMES), fingerprints(MODULE.replace(old, new).encode(), NAMES)
    return {name for name in NAMES if before[name] != after[name]}


def test_a_change_touches_the_function_and_what_calls_it() -> None:
    assert changed("g(x) + 1", "g(x) + 2") == {"f"}
    assert changed("2 * x", "3 * x") == {"f", "g"}
    assert changed("C = 3", "C = 4") == set(NAMES)
    assert changed("return C", "return C  # the same\n") == set()


@given(st.text())
def test_whatever_is_saved_is_read_or_refused(text: str) -> None:
    source = text.encode("utf-8", "surrogatepass")
    try:
        assert fingerprints(source, NAMES).keys() == set(NAMES)
    except (SyntaxError, ValueError):
        assert source != MODULE.encode()


class Terminal:
    """A `grade` that believes to be in a terminal of 40 lines."""

    def __init__(self, course: Path, *args: str) -> None:
        self.main, other = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "LINES": "40", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "autograder", *args]
        self.process = subprocess.Popen(command, cwd=course, env=environment, stdin=other, stdout=other, stderr=other)
        os.close(other)
        os.set_blocking(self.main, False)

    def shows(self, text: str) -> str:
        """Wait until ``text`` is on the screen; what has been shown since the last time."""
        shown, end = "", time.monotonic() + 60
        while time.monotonic() < end:
            try:
                shown += os.read(self.main, 1 << 16).decode("utf-8", "replace")
            except BlockingIOError:
                time.sleep(0.05)
            except OSError:
                break
            plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
            if text in plain:
                return plain
        raise AssertionError(f"{text!r} is not in {shown!r}")

    def press(self, key: str) -> None:
        os.write(self.main, key.encode())


@contextmanager
def opened(course: Path, *args: str) -> Iterator[Terminal]:
    made = Terminal(course, "check", "losses", "--watch", *args)
    yield made
    made.process.kill()
    made.process.wait()
    os.close(made.main)


@pytest.fixture
def terminal(course: Path) -> Iterator[Terminal]:
    with opened(course) as made:
        yield made


def test_an_evening_of_saving_and_asking(course: Path, terminal: Terminal) -> None:
    work = course / "assignments/losses/losses.py"
    terminal.shows("0 of 2 exercises pass their public checks")
    terminal.press("h")
    terminal.shows("q quit")
    work.write_text(answer(course, "losses").replace("dz / len(z)", "dz"))
    assert "forgets to divide the gradient by N" in terminal.shows("1 of 2 exercises pass")
    work.write_text("def half_saved(:\n")
    terminal.shows("Line 1 cannot be read yet")
    terminal.press("n")
    terminal.shows("q quit")
    work.write_text(answer(course, "losses"))
    terminal.shows("Everything passes.")
    terminal.press("q")
    assert terminal.process.wait(30) == 0


def test_quitting_early_tells_that_something_fails(terminal: Terminal) -> None:
    terminal.shows("0 of 2 exercises pass")
    terminal.press("q")
    assert terminal.process.wait(30) == 1


def test_what_has_never_been_checked_does_not_pass(course: Path) -> None:
    (course / "assignments/losses/losses.py").write_text("def half_saved(:\n")
    with opened(course) as terminal:
        shown = terminal.shows("q quit")
        assert "0 of 2 exercises pass" in shown and "Line 1 cannot be read yet" in shown
        assert "Everything passes" not in shown
        terminal.press("q")
        assert terminal.process.wait(30) == 1


def test_one_exercise_is_watched_if_one_is_named(course: Path) -> None:
    with opened(course, "-e", "cross_entropy") as terminal:
        assert "softmax" not in terminal.shows("0 of 1 exercises pass")
    ran = run_grade("check", "losses", "--watch", "--json", "-", cwd=course)
    assert ran.code == 2 and "--json" in ran.err


def test_without_a_terminal_it_is_refused(course: Path) -> None:
    ran = run_grade("check", "losses", "--watch", cwd=course)
    assert ran.code == 2 and "needs a terminal" in ran.err
    assert "One assignment is watched at a time" in run_grade("check", "--watch", cwd=course).err
