"""Runs the blocks of a page, one after the other, in a home of their own."""

import ast
import difflib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import write_yaml
from tests.pages.blocks import MORE, PROMPT, Block, blocks, commands, is_prompt
from tests.pages.normal import same, shown
from tests.pages.places import PLACES, settings
from tests.pages.setups import SETUPS

KNOWN = ("console", "python", "yaml", "text", "json", "csv", "xml", "markdown", "toml", "bash", "mermaid", "html", "")
PLAIN = """import doctest, sys
failed, _ = doctest.testfile(sys.argv[1], module_relative=False, optionflags=doctest.ELLIPSIS)
sys.exit(bool(failed))
"""


class Differs(AssertionError):
    """A page shows something else than its run gives."""


@dataclass
class Session:
    """A user's home and the folder where they stand."""

    home: Path
    where: Path = field(init=False)

    def __post_init__(self) -> None:
        self.where = self.home

    def enter(self, place: str) -> None:
        """Make a place, and go there."""
        self.where = PLACES[place](self.home)

    def run(self, line: str) -> tuple[int, str]:
        """One command in bash: its exit code, and all that it prints, as a page shows it. `cd` lasts."""
        script = f"{line}\ncode=$?; pwd > {self.home}/.pwd; exit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.where,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        self.where = Path((self.home / ".pwd").read_text().strip())
        return done.returncode, shown(done.stdout, self.home)

    def environment(self) -> dict[str, str]:
        """Nothing of the machine's user but the programs of this environment."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        own = {"HOME": str(self.home), "USER": "you", "LOGNAME": "you", "PATH": path, "COLUMNS": "100", "TZ": "UTC"}
        return {"LANG": "C.UTF-8", **own, **settings(self.home), "MPLBACKEND": "agg", "PIP_NO_INDEX": "1"}


def differences(page: Path, home: Path) -> Iterator[tuple[Block, str]]:
    """The console blocks of a page that show something else than their run, with what they should show.

    Raises `Differs` where a command or a snippet does not end as the page says.
    """
    session = Session(home)
    for block in blocks(page):
        if block.language not in KNOWN and not block.language.startswith("{"):
            raise Differs(f"{block.place}: nobody knows how to run a block of {block.language!r}")
        _prepare(session, block)
        if "not run" in block.remarks or "file" in block.remarks or "answer" in block.remarks:
            continue
        if block.language == "console":
            text = _console(session, block)
            if text != block.text:
                yield block, text
        elif block.language in ("python", "yaml"):
            _snippet(session, block)


def _prepare(session: Session, block: Block) -> None:
    """Do what the remarks above a block say."""
    if place := block.remarks.get("place"):
        session.enter(place)
    if setup := block.remarks.get("setup"):
        SETUPS[setup](session.where, session.run)
    if name := block.remarks.get("file"):
        path = session.where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
    if name := block.remarks.get("answer"):
        path = session.where / name
        path.write_text(with_function(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")


def with_function(module: str, function: str) -> str:
    """A module with another function in the place of the one of the same name."""
    [new] = [node for node in ast.parse(function).body if isinstance(node, ast.FunctionDef)]
    [old] = [each for each in ast.parse(module).body if isinstance(each, ast.FunctionDef) and each.name == new.name]
    lines = module.splitlines()
    body = _with_docstring(module, old, function, new)
    return "\n".join([*lines[: old.lineno - 1], *body, *lines[old.end_lineno :]]) + "\n"


def _with_docstring(module: str, old: ast.FunctionDef, function: str, new: ast.FunctionDef) -> list[str]:
    """The lines of the new function, which keeps the statement of the old one unless it has its own."""
    lines, own = function.rstrip().splitlines(), ast.get_docstring(new)
    if own is not None or ast.get_docstring(old) is None:
        return lines
    statement = module.splitlines()[old.body[0].lineno - 1 : old.body[0].end_lineno]
    at = new.body[0].lineno - 1
    return [*lines[:at], *statement, *lines[at:]]


def _console(session: Session, block: Block) -> str:
    """Run the commands of a block; the text that it should have."""
    parts, listed = [], list(commands(block.text))
    for number, command in enumerate(listed, 1):
        code, output = session.run(command.line)
        expected = int(block.remarks.get("exit", "0")) if number == len(listed) else 0
        if code != expected:
            raise Differs(f"{block.place}: {command.line!r} ended with {code}, and not with {expected}:\n{output}")
        said = command.output if same(command.output, output) else output
        parts.append("\n".join([command.shown, *([said] if said else [])]))
    return "\n".join(parts) + "\n"


def _snippet(session: Session, block: Block) -> None:
    """Run Python, or read a part of grader.yaml."""
    if block.language == "yaml":
        return _read_course(session, block)
    path = session.home / ".snippet.py"
    path.write_text(block.text, encoding="utf-8")
    code = PLAIN if is_prompt(block.text) else "import runpy, sys; runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, path],
        cwd=session.where,
        env={**session.environment(), "PYTHONPATH": str(session.where)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise Differs(f"{block.place}: {done.stdout}{done.stderr}")
    return None


def _read_course(session: Session, block: Block) -> None:
    """Read a part of grader.yaml as `grade` does; what it leaves out is made up."""
    from ruamel.yaml import YAML

    from autograder.course.config import load_course

    path = session.home / ".part" / "grader.yaml"
    path.parent.mkdir(exist_ok=True)
    made_up = {"course": "A course", "assignments": [{"name": "optimizers", "due": "2026-11-02"}]}
    write_yaml(path, {**made_up, **YAML(typ="safe").load(block.text)})
    load_course(path)


def rewritten(page: Path, found: list[tuple[Block, str]]) -> str:
    """The page with what its blocks should show."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block, text in reversed(found):
        lines[block.first : block.last] = [text]
    return "".join(lines)


def difference(page: Path, found: list[tuple[Block, str]]) -> str:
    """What is shown and what should be, as a diff of the page."""
    old, new = page.read_text(encoding="utf-8").splitlines(), rewritten(page, found).splitlines()
    return "\n".join(difflib.unified_diff(old, new, f"{page.name}", "its run", lineterm="", n=1))


def shown_commands(page: Path) -> Iterator[tuple[str, Block, str]]:
    """The commands of `grade` that a page runs: their names, the block, and the command with its output."""
    for block in blocks(page):
        if block.language != "console" or "not run" in block.remarks:
            continue
        for command in commands(block.text):
            for words in re.findall(r"(?:^|[|;&(] *)grade((?: [a-z][\w-]*)*)", command.line):
                yield words.strip(), block, f"{command.shown}\n{command.output}".rstrip()


__all__ = ["MORE", "PROMPT", "Differs", "Session", "difference", "differences", "rewritten", "shown_commands"]
