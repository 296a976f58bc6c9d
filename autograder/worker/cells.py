"""A notebook's code cells as one text, and how they run: statement by statement, even after a failure.

The text is Python as far as the cells are. Before each cell stands a line that says which it is and how long, such as
``# %% code cell 3, 12 lines``, so that nothing in a cell can be taken for the next one's beginning.
"""

import ast
import codeop
import linecache
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

START = b"# %% code cell "
MARK = re.compile(r"# %% code cell (\d{1,7}), (\d{1,7}) lines")
PLACE = re.compile(r", code cell (\d{1,7})\Z")
DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)", re.MULTILINE)


class FailedStatement(NamedTuple):
    """A statement that raised, or a whole cell that is not valid Python: its cell, text and exception."""

    cell: int
    text: str
    error: BaseException

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
        place, lines = f"{file}, code cell {number}", text.split("\n")
        remember_lines(text, place)
        try:
            statements = ast.parse(text, place).body
        except BaseException as error:
            yield FailedStatement(number, text, error)
            continue
        for statement in statements:
            try:
                exec(compiler(ast.Module([statement], []), place, "exec"), namespace)  # type: ignore[arg-type]  # noqa: S102  (this is the sandbox; compile takes trees)
            except BaseException as error:
                yield FailedStatement(number, "\n".join(lines[statement.lineno - 1 : statement.end_lineno]), error)


def cell_of(file: str) -> int | None:
    """The number of the cell that a traceback's file name stands for, if it is one."""
    found = PLACE.search(file)
    return int(found[1]) if found else None


def remember_lines(text: str, file: str) -> None:
    """Let tracebacks quote the student's lines, although there is no file."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
