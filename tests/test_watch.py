"""`grade check --watch`, read from the screen of a real terminal."""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY, answer, run_grade

pytest.importorskip("pty", reason="a terminal of POSIX")

from tests.terminal import Terminal

Open = Callable[..., Terminal]
SLIP = ("dz / len(z)", "dz")
WATCH = ("check", "losses", "--watch")


@pytest.fixture
def work(course: Path) -> Path:
    return course / "assignments/losses/losses.py"


@pytest.fixture
def opened(course: Path) -> Iterator[Open]:
    made: list[Terminal] = []

    def terminal(*args: str | Path, **options: Any) -> Terminal:
        made.append(Terminal(course, *(args or WATCH), **options))
        return made[-1]

    yield terminal
    for one in made:
        one.close()


def test_it_starts_with_the_list_and_leaves_the_terminal_as_it_was(opened: Open) -> None:
    terminal = opened()
    screen = terminal.shows("0 of 2 exercises pass", "not written yet")
    lines = screen.splitlines()
    assert lines[0].startswith("losses") and " points so far" in screen
    assert any("cross_entropy" in line and "not written yet" in line for line in lines)
    assert "h hint" in lines[-1] and "q quit" in lines[-1]
    terminal.press("q")
    assert terminal.ends() == 1 and terminal.is_as_before()
    assert "grade check losses --watch" in terminal.text


def test_an_evening_goes_from_exercise_to_exercise_to_the_end(course: Path, work: Path, opened: Open) -> None:
    right, stub = answer(course, "losses"), work.read_text()
    terminal = opened()
    terminal.shows("0 of 2 exercises pass", "not written yet")
    head, _, rest = right.partition("def softmax_cross_entropy")
    unwritten = "def softmax_cross_entropy" + stub.partition("def softmax_cross_entropy")[2]
    work.write_text(head + unwritten)
    screen = terminal.shows("1 of 2 exercises pass", "cross_entropy passes.", "Next: softmax_cross_entropy")
    assert "losses.py, line" in screen
    work.write_text(head + "def softmax_cross_entropy" + rest.replace(*SLIP))
    terminal.shows("forgets to divide the gradient by N")
    work.write_text("def half_saved(:\n")
    terminal.shows("Line 1 cannot be parsed yet", "1 of 2 exercises pass")
    work.write_text(right)
    terminal.shows("2 of 2 exercises pass", "Everything passes", "grade submit losses")
    terminal.press("q")
    assert terminal.ends() == 0 and terminal.is_as_before()
    assert "grade submit losses" in terminal.text


def test_a_half_saved_file_costs_nothing(course: Path, work: Path, opened: Open) -> None:
    work.write_text(answer(course, "losses"))
    terminal = opened()
    terminal.shows("2 of 2 exercises pass")
    for broken in ('def cross_entropy(p, t):\n    """The', "\0", "x = (" * 300):
        work.write_text(broken)
        terminal.shows("cannot be parsed", "2 of 2 exercises pass")
        work.write_text(answer(course, "losses"))
        terminal.hides("cannot be parsed")
    work.with_suffix(".ipynb").unlink()
    work.unlink()
    terminal.shows("cannot be read at the moment")
    draft = work.with_name("draft")
    draft.write_text(answer(course, "losses").replace(*SLIP))
    draft.replace(work)  # as many editors save
    terminal.shows("1 of 2 exercises pass", "forgets to divide the gradient by N")


def test_keys_move_between_exercises_and_the_list(course: Path, work: Path, opened: Open) -> None:
    work.write_text(answer(course, "losses").replace(*SLIP).replace("len(p)", "1"))
    terminal = opened()
    terminal.shows("0 of 2 exercises pass", "to fix")
    terminal.press("l")
    terminal.shows("cross_entropy: ", "averag")
    terminal.press("n")
    terminal.shows("forgets to divide the gradient by N")
    terminal.press("p")
    terminal.hides("forgets to divide the gradient by N")
    terminal.press("n")
    terminal.shows("forgets to divide the gradient by N")
    terminal.press("l")
    terminal.wait(lambda screen: screen.count("to fix") == 2, "the list is there")
    terminal.press("\x1b[A")  # an arrow is one key
    terminal.press("\r")
    terminal.shows("cross_entropy: ")
    terminal.press("x")  # no key of ours
    terminal.press("q")
    assert terminal.ends() == 1


def test_hints_come_one_at_a_time(course: Path, work: Path, opened: Open) -> None:
    work.write_text(answer(course, "losses").replace(*SLIP))
    terminal = opened()
    terminal.shows("1 of 2 exercises pass")
    terminal.press("h")
    terminal.shows("Hint 1 of")
    terminal.press("hhhhhh")
    terminal.shows("A common mistake here")
    terminal.press("n")
    terminal.hides("Hint 1 of")


def test_a_reset_asks_first_and_keeps_a_copy(course: Path, work: Path, opened: Open) -> None:
    stub = work.read_text()
    work.write_text(answer(course, "losses").replace(*SLIP))
    before = work.read_text()
    terminal = opened()
    terminal.shows("1 of 2 exercises pass")
    terminal.press("r")
    terminal.shows("Put the stub of softmax_cross_entropy back?", "y yes")
    terminal.press("n")
    terminal.hides("Put the stub")
    assert work.read_text() == before
    terminal.press("r")
    terminal.shows("Put the stub of softmax_cross_entropy back?")
    terminal.press("y")
    terminal.shows("softmax_cross_entropy was replaced by the stub", "not written yet")
    assert work.read_text() == before.partition("def softmax")[0] + "def softmax" + stub.partition("def softmax")[2]
    [copy] = (course / ".grade-progress/replaced").rglob("*.py")
    assert copy.read_text() == before


SLOW = "import time\n\n\ndef cross_entropy(p, t):\n    time.sleep(3)\n\n\ndef softmax_cross_entropy(z, t):\n    while True: pass\n"


def test_it_says_that_it_is_checking_and_keys_work_meanwhile(work: Path, opened: Open) -> None:
    work.write_text(SLOW)
    terminal = opened()
    terminal.shows("Checking")
    terminal.press("q")
    start = time.monotonic()
    assert terminal.ends() == 1 and terminal.is_as_before()
    assert time.monotonic() - start < 8, "a check that runs is not waited for"


def orphans() -> list[str]:
    """The commands of workers that nobody has started any more."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, parent = (
                (folder / "cmdline").read_bytes(),
                (folder / "stat").read_text().rsplit(")", 1)[1].split()[1],
            )
        except OSError:
            continue
        if b"autograder.worker" in command and parent == "1":
            found.append(command.decode())
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_is_left_behind(work: Path, opened: Open) -> None:
    before = orphans()
    work.write_text(SLOW)
    for ending in ("q", "\x03"):
        terminal = opened()
        terminal.shows("Checking")
        time.sleep(1)
        terminal.press(ending)
        terminal.ends()
    assert orphans() == before


def test_ctrl_c_ends_it_and_leaves_the_terminal_as_it_was(opened: Open) -> None:
    terminal = opened()
    terminal.shows("0 of 2 exercises pass")
    terminal.press("\x03")
    assert terminal.ends() == 130 and terminal.is_as_before()
    assert "Interrupted" in terminal.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(opened: Open, number: int) -> None:
    terminal = opened()
    terminal.shows("0 of 2 exercises pass")
    terminal.process.kill(number)
    assert terminal.ends() == 128 + number and terminal.is_as_before()


def test_a_fault_leaves_the_terminal_as_it_was_and_is_said(course: Path, opened: Open) -> None:
    (course / "solutions/losses/cross_entropy.py").write_text("1 +\n")
    terminal = opened()
    assert terminal.ends() == 2 and terminal.is_as_before()
    assert "cannot be loaded" in terminal.text


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell that has jobs")
def test_it_can_be_stopped_for_a_while(opened: Open) -> None:
    script = f"set -m; {sys.executable} -m autograder {' '.join(WATCH)}; echo stopped; read x; fg; echo over"
    terminal = opened(command=["bash", "-c", script])
    terminal.shows("0 of 2 exercises pass", "q quit")
    terminal.press("\x1a")
    terminal.shows("stopped")
    assert terminal.is_as_before()
    terminal.press("\r")
    terminal.wait(lambda _: not terminal.is_as_before(), "the terminal is taken again")
    terminal.shows("0 of 2 exercises pass", "q quit")
    terminal.press("q")
    terminal.shows("over")
    assert terminal.ends() == 0 and terminal.is_as_before()


def test_a_resize_is_followed(work: Path, opened: Open) -> None:
    terminal = opened()
    terminal.shows("0 of 2 exercises pass", "not written yet")
    terminal.resize(44, 12)
    terminal.wait(lambda screen: "q quit" in screen.splitlines()[-1] and "0 of 2" in screen, "the page is drawn anew")
    terminal.resize(120, 40)
    terminal.wait(lambda screen: "q quit" in screen.splitlines()[-1] and "0 of 2" in screen, "the page is drawn anew")


def test_a_notebook_is_watched_too(course: Path, work: Path, opened: Open) -> None:
    work.unlink()
    notebook = work.with_suffix(".ipynb")
    terminal = opened()
    terminal.shows("0 of 2 exercises pass", "not written yet")
    terminal.press("l")
    terminal.shows("losses.ipynb, line 1 of code cell")
    document, right = json.loads(notebook.read_text()), answer(course, "losses")
    document["cells"].append({"cell_type": "code", "id": "mine", "metadata": {}, "source": right})
    notebook.write_text(json.dumps(document))
    terminal.shows("2 of 2 exercises pass")


def test_one_exercise_is_watched_if_one_is_named(course: Path, opened: Open) -> None:
    terminal = opened(*WATCH, "-e", "cross_entropy")
    assert "softmax" not in terminal.shows("0 of 1 exercise passes")
    terminal = opened("check", "cross_entropy", "--watch")
    assert "softmax" not in terminal.shows("0 of 1 exercise passes")
    ran = run_grade(*WATCH, "--json", "-", cwd=course)
    assert ran.code == 2 and "--json" in ran.err


def test_without_a_terminal_it_is_refused(course: Path) -> None:
    ran = run_grade(*WATCH, cwd=course)
    assert ran.code == 2 and "needs a terminal" in ran.err
    assert "--watch checks one assignment at a time" in run_grade("check", "--watch", cwd=course).err


WINDOWS = f"""
import sys
from importlib.machinery import ModuleSpec

def importer():
    frame = sys._getframe(2)
    while frame and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""

class Windows:
    '''What our own files find there: no module of POSIX, and the console's keys, which a test writes into a file.'''
    taken = 0
    def find_spec(self, name, path=None, target=None):
        if {str(REPOSITORY / "autograder")!r} in importer():
            if name in ("termios", "tty", "pty", "fcntl", "resource", "pwd", "grp"):
                raise ImportError(name + " is not there on Windows")
            if name == "msvcrt":
                return ModuleSpec(name, self)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.kbhit, module.getwch = lambda: bool(self.typed()), self.getwch
    def typed(self):
        return open('KEYS', encoding="utf-8", newline="").read()[self.taken:]
    def getwch(self):
        key = self.typed()[0]
        self.taken += 1
        return key

sys.meta_path.insert(0, Windows())
"""


def test_on_windows_keys_come_from_its_console(course: Path, tmp_path: Path, opened: Open) -> None:
    keys = tmp_path / "keys"
    keys.write_text("")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(WINDOWS.replace("'KEYS'", repr(str(keys))))
    terminal = opened(*WATCH, env={"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{REPOSITORY}"})
    terminal.shows("0 of 2 exercises pass", "not written yet")
    keys.write_text("\r")
    terminal.shows("cross_entropy", "losses.py, line")
    keys.write_text("\r\xe0P\0;l")  # an arrow and a function key are two characters each
    terminal.wait(lambda screen: screen.count("not written yet") == 2, "the list is there")
    keys.write_text("\r\xe0P\0;lq")
    assert terminal.ends() == 1
