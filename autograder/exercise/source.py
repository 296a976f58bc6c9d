"""The source text of a declared function: its stub, its edits, its imports.

Everything is cut from the text as written, so that `1e-3` stays `1e-3` and comments keep their places.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.errors import ExerciseError
from autograder.system.lazy_dataclass import dataclass

STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class FunctionSource:
    """One function or class as its author wrote it, from its first decorator to its last line."""

    name: str
    text: str

    @classmethod
    def of(cls, function: Callable[..., Any]) -> "FunctionSource":
        """The source of ``function``; raises `ExerciseError` when there is none, or no docstring."""
        try:
            text = textwrap.dedent(inspect.getsource(function))
        except (OSError, TypeError) as error:
            raise ExerciseError(f"the source of {function!r} cannot be read") from error
        return cls(function.__name__, text.rstrip() + "\n")

    @cached_property
    def parts(self) -> tuple[str, str, str]:
        """Signature, docstring and body, each whole lines; together they are the text."""
        [definition] = ast.parse(self.text).body
        assert isinstance(definition, (ast.FunctionDef, ast.ClassDef))  # noqa: S101  (an exercise is one of them)
        first, lines = definition.body[0], self.text.splitlines(keepends=True)
        if ast.get_docstring(definition) is None:
            raise ExerciseError(f"{self.name} has no docstring", "The docstring is the exercise's statement.")
        start, end = first.lineno - 1, first.end_lineno
        return "".join(lines[:start]), "".join(lines[start:end]), "".join(lines[end:])

    @property
    def stub(self) -> str:
        """Signature and docstring verbatim; the body of the function, or of each method, is the line `STUB`."""
        [definition] = ast.parse(self.text).body
        signature, docstring, _ = self.parts
        if isinstance(definition, ast.ClassDef):
            return signature + docstring + "".join(self._method_stubs(definition))
        return f"{signature}{docstring}    {STUB}\n"

    @property
    def undocumented(self) -> str:
        """The text without its docstring."""
        signature, _, body = self.parts
        return f"{signature}{body.lstrip(chr(10))}"

    def _method_stubs(self, definition: ast.ClassDef) -> Iterator[str]:
        """Each method's signature and docstring, verbatim; private ones are the answer's own business."""
        lines = self.text.splitlines(keepends=True)
        for method in definition.body:
            if isinstance(method, ast.FunctionDef) and not re.match(r"_(?!_)", method.name):
                said = method.body[0] if ast.get_docstring(method) else None
                body = method.body[0].lineno - 1 if said is None else said.end_lineno
                yield "\n" + "".join(lines[method.lineno - 1 : body]) + f"        {STUB}\n"

    @cached_property
    def reads(self) -> set[str]:
        """The names that it reads and binds nowhere itself: what it takes from its module."""
        nodes = list(ast.walk(ast.parse(self.text)))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
        bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        return {node.id for node in names} - bound - {self.name}

    def edited(self, right: str, wrong: str) -> str:
        """The text with ``right`` replaced by ``wrong``, outside the docstring; it must match exactly once."""
        signature, docstring, body = self.parts
        matches = signature.count(right) + body.count(right)
        if matches != 1:
            raise ExerciseError(
                f"{self.name}: a mistake must match the code once, not {matches} times: {right!r}",
                "Quote enough of the line that it is found once, and not in the docstring.",
            )
        return signature.replace(right, wrong) + docstring + body.replace(right, wrong)

    def renamed(self, name: str) -> str:
        """The text of the same function under another name."""
        return re.sub(rf"\b(def|class) {self.name}\b", rf"\1 {name}", self.text, count=1)


def imports_of(path: Path) -> list[str]:
    """The import lines of a declaration that a student's module needs too: all but autograder's own."""
    text = path.read_text(encoding="utf-8")
    found = [node for node in _statements(text) if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = text.split("\n")
    return [_segment(lines, node) for node in found if not _is_ours(node)]


def _statements(text: str) -> list[ast.stmt]:
    """A module's statements up to its first definition if all its imports stand there: parsing all of it takes long."""
    definition = re.search(r"^(?:def|class|async|@)", text, re.MULTILINE)
    head = text[: definition.start()] if definition else text
    if not re.search(r"(?:^|;\s*)(?:import|from)\b", text[len(head) :], re.MULTILINE):
        with suppress(SyntaxError):  # a text of several lines was cut
            return ast.parse(head).body
    return ast.parse(text).body


def _segment(lines: Sequence[str], node: ast.stmt) -> str:
    """The text of a statement; `ast.get_source_segment` would split the whole module again for each."""
    own = [line.encode() for line in lines[node.lineno - 1 : node.end_lineno]]
    own[-1] = own[-1][: node.end_col_offset]
    own[0] = own[0][node.col_offset :]
    return b"\n".join(own).decode()


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether what is imported is for declaring an exercise, and not for solving it."""
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name.partition(".")[0] in ("autograder", "solutions") for name in names)


def without_head(path: Path) -> str:
    """The text of a module without its docstring and imports, which the generated module has already."""
    text = path.read_text(encoding="utf-8")
    head = [n for n in ast.parse(text).body if isinstance(n, (ast.Import, ast.ImportFrom, ast.Expr))]
    end = max((node.end_lineno or 0 for node in head), default=0)
    return "\n".join(text.splitlines()[end:]).strip("\n") + "\n"
