"""How a module and a notebook's cells run: statement by statement, so that a failure costs only what it defines.

The text of a notebook's cells is Python as far as the cells are. Before each cell stands a line that says which it is
and how long, such as ``# %% code cell 3, 12 lines``, so that nothing in a cell is taken for the next one's beginning.
"""

import ast
import codeop
import io
import linecache
import re
import tokenize
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

START = b"# %% code cell "
MARK = re.compile(r"# %% code cell (\d{1,7}), (\d{1,7}) lines")
PLACE = re.compile(r", code cell (\d{1,7})\Z")
MOST_FAILURES = 50  # lines that are no Python, before the rest of a definition is given up
BEGINS = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]|@")
INDENTED = re.compile(r"[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]")
DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)", re.MULTILINE)


class FailedStatement(NamedTuple):
    """A statement that raised, or a part that is not valid Python: its cell if it has one, its text and exception.

    ``line`` is where it begins, or where Python cannot read it; 0 if that is unknown.
    """

    cell: int | None
    text: str
    error: BaseException
    line: int = 0

    @property
    def names(self) -> set[str]:
        """What it would have defined."""
        return {function or value for function, value in DEFINED.findall(self.text)}


def joined(cells: Iterable[tuple[int, str]]) -> bytes:
    """The text of these numbered cells; a lone surrogate, which is no UTF-8, is spelt out as in a literal."""
    marked = (f"# %% code cell {number}, {text.count(chr(10)) + 1} lines\n{text}\n" for number, text in cells)
    return "".join(marked).encode("utf-8", "backslashreplace")


def is_joined(source: bytes) -> bool:
    """Whether ``source`` is the text of a notebook's cells."""
    return source.startswith(START)


def separated(source: bytes) -> Iterator[tuple[int, str]]:
    """The numbered cells of a text, as far as it has our format."""
    lines, place = source.decode("utf-8", "replace").split("\n"), 0
    while place < len(lines) and (mark := MARK.fullmatch(lines[place])):
        number, length = int(mark[1]), int(mark[2])
        yield number, "\n".join(lines[place + 1 : place + 1 + length])
        place += 1 + length


def execute(source: bytes, file: str, namespace: dict[str, Any]) -> Iterator[FailedStatement]:
    """Run the cells in their order, statement by statement; what raises is given back, and the next one runs.

    Where a traceback names a file it names the cell, as in ``optimizers.ipynb, code cell 3``.
    """
    compiler = codeop.Compile()  # remembers `from __future__ import annotations`, as a kernel does
    for number, text in separated(source):
        place = f"{file}, code cell {number}"
        remember_lines(text, place)
        try:
            statements = ast.parse(text, place).body
        except BaseException as error:
            yield FailedStatement(number, text, error, _line_of(error))
            continue
        for failed in _run(statements, text, place, compiler, namespace):
            yield failed._replace(cell=number)


def execute_module(source: bytes, file: str, namespace: dict[str, Any]) -> Iterator[FailedStatement]:
    """Run a module statement by statement; what raises is given back, and the next one runs.

    Where it is none of Python's, each of its top-level definitions that is costs nothing.
    """
    compiler, text = codeop.Compile(), source.decode("utf-8-sig", "replace")
    remember_lines(text, file)
    for part in readable_parts(source, file):
        if isinstance(part, FailedStatement):
            yield part
        else:
            yield from _run(part, text, file, compiler, namespace)


def readable_parts(source: bytes, file: str) -> "list[list[ast.stmt] | FailedStatement]":
    """What can be read of a module, and what cannot: definitions, or single lines outside them."""
    try:
        return [ast.parse(source, file).body]
    except BaseException as error:
        if _is_utf8(source):
            return _parts(source.decode("utf-8-sig", "replace"), file)
        return [FailedStatement(None, "", error, _line_of(error))]


def _parts(text: str, file: str) -> "list[list[ast.stmt] | FailedStatement]":
    parts: list[list[ast.stmt] | FailedStatement] = []
    left, failures = _definitions(text)[::-1], 0
    while left:
        first, piece = left.pop()
        try:
            parts.append(ast.parse("\n" * first + piece, file).body)
        except BaseException as error:
            failures += 1
            lines, bad = piece.split("\n"), _line_of(error) - first - 1
            inside = failures < MOST_FAILURES and 0 <= bad < len(lines)
            if inside and bad and INDENTED.match(lines[bad]):  # it and what follows are not part of what stands before
                left.append((first, "\n".join(lines[:bad])))
                piece = "\n".join(lines[bad:])
            elif inside and lines[bad][:1].strip() and (bad or not BEGINS.match(lines[bad])):
                left += [(first + bad + 1, "\n".join(lines[bad + 1 :])), (first, "\n".join(lines[:bad]))]
                piece = lines[bad]
            parts.append(FailedStatement(None, piece, error, _line_of(error)))
    return parts


def _line_of(error: BaseException) -> int:
    line = error.lineno if isinstance(error, SyntaxError) else None
    return line if type(line) is int else 0


def _run(
    statements: list[ast.stmt], text: str, place: str, compiler: codeop.Compile, namespace: dict[str, Any]
) -> Iterator[FailedStatement]:
    lines = text.split("\n")
    for statement in statements:
        try:
            exec(compiler(ast.Module([statement], []), place, "exec"), namespace)  # type: ignore[arg-type]  # noqa: S102  (this is the sandbox; compile takes trees)
        except BaseException as error:
            text = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
            yield FailedStatement(None, text, error, statement.lineno)


def _definitions(text: str) -> list[tuple[int, str]]:
    """The text cut before each line at which a top-level definition may begin, with the number of lines before it."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if BEGINS.match(line)]
    bounds = [0, *(start for start in starts if start > 0 and not lines[start - 1].startswith("@")), len(lines)]
    return [(start, "\n".join(lines[start:end])) for start, end in pairwise(bounds)]


def _is_utf8(source: bytes) -> bool:
    try:
        return tokenize.detect_encoding(io.BytesIO(source).readline)[0] in ("utf-8", "utf-8-sig")
    except SyntaxError:
        return False


def cell_of(file: str) -> int | None:
    """The number of the cell that a traceback's file name stands for, if it is one."""
    found = PLACE.search(file)
    return int(found[1]) if found else None


def remember_lines(text: str, file: str) -> None:
    """Let tracebacks quote the student's lines, although there is no file."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
