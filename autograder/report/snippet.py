"""A verdict's example -> lines that can be pasted into a Python prompt in the working directory."""

import ast
import io
import os
import textwrap
import tokenize
from collections.abc import Iterator
from pathlib import Path

from autograder.records import Verdict

WIDTH = 78  # a line that a terminal breaks is no Python any more
PIECE = 60  # characters of a longer text
REMARK = "# "
AGAIN = "# The same call again, to be pasted and changed:"
UNCALLED = ("import_failed", "missing", "not_implemented")  # reasons for which there is nothing to call again
IMPORTING = "while the module is imported"  # so says a message; such a module cannot be called here either


def snippet(verdict: Verdict, assignment: str, work: Path) -> str:
    """The lines that do a failed call again, below one that says so; empty where none would."""
    if not verdict.example or verdict.reason in UNCALLED or IMPORTING in verdict.message:
        return ""
    return "\n".join([AGAIN, *pasted(verdict.example, assignment, work)])


def pasted(example: str, assignment: str, work: Path) -> Iterator[str]:
    """The lines of ``example``, for a module or notebook ``work`` that may have another name than its assignment."""
    folder = "" if work.suffix == ".ipynb" else os.path.relpath(work.parent)
    if folder not in ("", "."):
        yield f"import sys; sys.path.insert(0, {folder!r})"
    for line in example.splitlines():
        if line.startswith(REMARK):
            yield from textwrap.wrap(line, WIDTH, subsequent_indent=f"{REMARK}  ")
        else:
            yield from _broken(_imported(line, assignment, work))


def _imported(line: str, assignment: str, work: Path) -> str:
    """A line that imports from the module; in a notebook it is the notebook itself."""
    module = "__main__" if work.suffix == ".ipynb" else work.stem
    if line == f"import {assignment}" and module != assignment:
        return f"import {module} as {assignment}"
    return line.replace(f"from {assignment} import ", f"from {module} import ", 1)


def _broken(line: str) -> Iterator[str]:
    """The line in parts that fit, broken where Python allows it: after a comma in brackets, or within a text."""
    if len(line) <= WIDTH:
        yield line
        return
    part = ""
    for piece in _pieces(line):
        if part and len(part) + len(piece.rstrip()) > WIDTH:
            yield part.strip()
            part = ""
        part += piece
    yield part.strip()


def _pieces(line: str) -> Iterator[str]:
    """The line up to each comma of its brackets; a text that does not fit becomes several, which Python joins again."""
    start = 0
    for token in tokenize.generate_tokens(io.StringIO(line).readline):
        if token.type == tokenize.STRING and len(token.string) > PIECE:
            text = ast.literal_eval(token.string)
            yield line[start : token.start[1]]
            yield from (" " * bool(at) + repr(text[at : at + PIECE]) for at in range(0, len(text), PIECE))
            start = token.end[1]
        elif token.type == tokenize.OP and token.string == ",":
            yield line[start : token.end[1]]
            start = token.end[1]
    yield line[start:]
