"""How long a student waits for `grade check --watch`: from a save to the new verdict on the screen of a real terminal.

One function of the answer is made to raise, put right again, and made to raise together with a change of all code.

    python -m benchmarks.watch [--rounds 10] [ASSIGNMENT EXERCISE]...
"""

import ast
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click

from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.publishing.build import built_files, write_files
from autograder.publishing.kit import kit_files

EVERYTHING = re.compile(rb"(\d+) of \1 exercises pass")
REST = 0.5  # seconds between two saves, in which workers start for the next one
WATCHED = ("optimizers", "adam_step", "attention", "softmax", "activations", "softmax")


class Screen:
    """`grade check --watch` in a terminal of its own."""

    def __init__(self, kit: Path, assignment: str) -> None:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "autograder", "check", assignment, "--watch"]
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "110", "LINES": "45"}
        self._terminal = ours
        self._process = subprocess.Popen(  # noqa: S603  (our own)
            command, cwd=kit, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)

    def seconds_until(self, shown: re.Pattern[bytes]) -> float:
        """How long it takes until this is written."""
        started, written = time.perf_counter(), b""
        while not shown.search(written):
            written += os.read(self._terminal, 1 << 16)
        return time.perf_counter() - started

    def close(self) -> None:
        """Quit."""
        os.write(self._terminal, b"q")
        while self._process.poll() is None:
            time.sleep(REST)
        os.close(self._terminal)


def broken(answer: str, function: str, said: str) -> str:
    """The answer in which a function raises."""
    node = next(node for node in ast.parse(answer).body if getattr(node, "name", "") == function)
    assert isinstance(node, ast.FunctionDef)  # noqa: S101  (exercises that are watched here are functions)
    first = node.body[1] if isinstance(node.body[0], ast.Expr) and len(node.body) > 1 else node.body[0]
    lines = answer.splitlines(keepends=True)
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}raise ValueError({said!r})\n")
    return "".join(lines)


def waits(kit: Path, assignment: str, function: str, answer: str, rounds: int) -> dict[str, list[float]]:
    """The seconds of each kind of save."""
    work = kit / "assignments" / assignment / f"{assignment}.py"
    work.write_text(answer, encoding="utf-8")
    screen = Screen(kit, assignment)
    found: dict[str, list[float]] = {"first": [screen.seconds_until(EVERYTHING)], "wrong": [], "right": [], "all": []}

    def save(what: str, text: str, shown: re.Pattern[bytes]) -> None:
        time.sleep(REST)
        work.write_text(text, encoding="utf-8")
        found[what].append(screen.seconds_until(shown))

    for number in range(rounds):
        save("wrong", broken(answer, function, f"bad{number}"), re.compile(rb"bad%d" % number))
        save("right", answer, EVERYTHING)
        save("all", f"{broken(answer, function, f'new{number}')}\nx = {number}\n", re.compile(rb"new%d" % number))
        save("right", answer, EVERYTHING)
    screen.close()
    return found


@click.command()
@click.option("--rounds", default=10, show_default=True)
@click.argument("names", nargs=-1)
def main(rounds: int, names: tuple[str, ...]) -> None:
    """Print the medians, in milliseconds."""
    course = load_course(Path(__file__).parents[1] / "grader.yaml")
    chosen = names or WATCHED
    library = load_library(course.narrowed(chosen[::2]))
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder)
        write_files(kit, kit_files(course, library.values(), built_files(library.values()), datetime.now(UTC)))
        for assignment, function in zip(chosen[::2], chosen[1::2], strict=True):
            (kit / "assignments" / assignment / f"{assignment}.ipynb").unlink(missing_ok=True)
            found = waits(kit, assignment, function, library[assignment].answer, rounds)
            for what, seconds in found.items():
                click.echo(f"{1000 * median(seconds):8.0f} ms  {assignment}, {function}: {what}")


if __name__ == "__main__":
    main()
