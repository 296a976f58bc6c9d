"""Terminal, markup and CSV escapes of a student's, from the name to what their code prints, through every command."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, answer, submit
from tests.helpers.nbgrader import nbgraders_grades, new_classroom
from tests.terminal import Terminal

Grade = Callable[..., Ran]
ESCAPES = "\x1b[2J\x1b[8m\x1b]0;owned\x07\x9b6n\r\u202e[blink]"
NAME = "mal\x1b[2J\x1b]0;owned\x07[blink]\u202e"
COLOURS = {"FORCE_COLOR": "1", "COLUMNS": "200"}
HOSTILE = f"""
import sys
print({ESCAPES!r} * 3)
print({ESCAPES!r}, file=sys.stderr)


class Odd(Exception):
    pass


Odd.__name__ = Odd.__qualname__ = {ESCAPES!r}


def adam_step(*args, **options):
    print({ESCAPES!r})
    raise Odd({ESCAPES!r})
"""


def require_harmless(ran: Ran) -> None:
    """Nothing in the output but text, rich's colours and its progress bar."""
    for text in (ran.out, ran.err):
        plain = re.sub(r"\x1b\[([0-9;]*m|2K|1A|\?25[lh])", "", text)
        assert not [char for char in plain if not char.isprintable() and char != "\n"], ascii(plain)
        assert "\x1b[8m" not in text and "\x1b[5m" not in text and not re.search(r"\x1b\[[0-9;]*;5m", text)


@pytest.mark.parametrize("env", [{}, COLOURS], ids=["in a pipe", "in colours"])
def test_an_instructors_commands_spell_them_out(course: Path, grade: Grade, env: dict[str, str]) -> None:
    submit(course / "submissions", NAME, "optimizers", HOSTILE)
    (course / "submissions" / NAME / "optimizers/timestamp.txt").write_text(ESCAPES, encoding="utf-8")
    ran = grade("all", "--verbose", "--assignment", "optimizers", env=env)
    require_harmless(ran)
    assert r"mal\x1b[2J\x1b]0;owned\x07[blink]\u202e optimizers" in ran.err
    shown = grade("show", NAME, env=env)
    require_harmless(shown)
    assert shown.code == 0 and r"\x1b[2J\x1b[8m\x1b]0;owned\x07" in shown.out
    require_harmless(grade("show", f"{NAME}x", env=env))
    require_harmless(grade("all", "--student", f"{NAME}x", env=env))


@pytest.mark.parametrize("env", [{}, COLOURS], ids=["in a pipe", "in colours"])
def test_a_students_check_spells_them_out(course: Path, grade: Grade, env: dict[str, str]) -> None:
    (course / "assignments/optimizers/optimizers.py").write_text(HOSTILE)
    ran = grade("check", "optimizers", env=env)
    require_harmless(ran)
    assert ran.code == 1 and r"\x1b[2J" in ran.out


@pytest.mark.parametrize("watching", [False, True], ids=["check", "watch"])
def test_a_real_terminal_shows_them_as_text(course: Path, watching: bool) -> None:
    (course / "assignments/optimizers/optimizers.py").write_text(HOSTILE)
    terminal = Terminal(course, "check", "optimizers", *(["--watch"] if watching else []), columns=160, rows=50)
    try:
        if watching:
            terminal.shows("5 to fix, 1 wait")
            terminal.press("l")
        terminal.shows(r"| optimizers.\x1b[2J\x1b[8m\x1b]0;owned\x07")
        terminal.press("q")
        assert terminal.ends() == 1 and terminal.is_as_before()
        assert terminal.screen.title == "" and b"\x07" not in terminal.written and b"\x1b[8m" not in terminal.written
    finally:
        terminal.close()


def test_neither_nbgraders_gradebook_nor_its_csv_gets_them(course: Path, grade: Grade, tmp_path: Path) -> None:
    """The name is refused and spelt out; the work of one with an honest name brings only messages of ours."""
    classroom = new_classroom(tmp_path / "nbgrader")
    submit(course / "submissions", NAME, "optimizers", answer(course, "optimizers"))
    submit(course / "submissions", "mallory", "optimizers", HOSTILE)
    assert grade("all", "--assignment", "optimizers").code == 0
    ran = grade("export", "nbgrader", "--db", classroom / "gradebook.db", env=COLOURS)
    require_harmless(ran)
    assert ran.code == 3 and r"left out: mal\x1b[2J\x1b]0;owned\x07[blink]\u202e" in ran.err
    assert {student for student, _ in nbgraders_grades(classroom)} == {"mallory"}
    written = (classroom / "grades.csv").read_bytes() + (classroom / "gradebook.db").read_bytes()
    assert b"\x1b[2J" not in written and b"owned\x07" not in written
