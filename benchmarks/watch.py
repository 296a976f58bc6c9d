"""How long a student waits for `grade check --watch`: from a save to the new verdict on the screen of a real terminal.

One function of the answer is made to raise, put right again, and made to raise together with a change of all code.
Where it is put right, the first verdict that says so is timed, and how long it takes until everything passes.

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
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click

from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.publishing.build import built_files, write_files
from autograder.publishing.kit import kit_files

EVERYTHING = re.compile(rb"(\d+) of \1 exercises pass")
PASSES = re.compile(rb"\w passes\.")  # among the news
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

    def seconds_until(self, *shown: re.Pattern[bytes]) -> list[float]:
        """How long it takes until each of these is written."""
        started, written, found = time.perf_counter(), b"", dict[re.Pattern[bytes], float]()
        while len(found) < len(shown):
            written += os.read(self._terminal, 1 << 16)
            now = time.perf_counter() - started
            found = {**{one: now for one in shown if one.search(written)}, **found}
        return [found[one] for one in shown]

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
    found = defaultdict[str, list[float]](list, first=screen.seconds_until(EVERYTHING))

    def save(text: str, **shown: re.Pattern[bytes]) -> None:
        time.sleep(REST)
        work.write_text(text, encoding="utf-8")
        for what, seconds in zip(shown, screen.seconds_until(*shown.values()), strict=True):
            found[what].append(seconds)

    for number in range(rounds):
        save(broken(answer, function, f"bad{number}"), wrong=re.compile(rb"bad%d" % number))
        save(answer, right=PASSES, everything=EVERYTHING)
        changed = f"{broken(answer, function, f'new{number}')}\nx = {number}\n"
        save(changed, all_changed=re.compile(rb"new%d" % number))
        save(answer, right=PASSES, everything=EVERYTHING)
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
