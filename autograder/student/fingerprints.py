"""A digest of the code that each function depends on, which shows what a change of the source affects."""

import ast
import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence, Set

from autograder.worker.cells import is_joined, separated

Definition = ast.FunctionDef | ast.ClassDef


def fingerprints(source: bytes, names: Sequence[str]) -> dict[str, str]:
    """The digest of each function's own text, that of the functions it names, and all other code.

    ``source`` is a module, or the joined cells of a notebook. Raises `SyntaxError` or `ValueError` for a module that
    cannot be parsed; a notebook's cell that cannot be parsed counts as other code.
    """
    statements = _statements(source)
    own = {node.name: node for node in statements if isinstance(node, Definition) and node.name in names}
    shared = [node if isinstance(node, str) else ast.dump(node) for node in statements if node not in own.values()]
    texts = {name: ast.dump(node) for name, node in own.items()}  # each once: it takes longer than all else here
    uses = {name: {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} for name, node in own.items()}
    return {name: _digest([*shared, *(texts[used] for used in sorted(_needs(name, uses)))]) for name in names}


def statements_of(source: bytes) -> list[ast.stmt]:
    """The top-level statements of a module or a notebook's joined cells, as far as they can be parsed."""
    try:
        return [node for node in _statements(source) if isinstance(node, ast.stmt)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _statements(source: bytes) -> "list[ast.stmt | str]":
    return list(_cell_statements(source)) if is_joined(source) else _parsed(source)


def _parsed(source: str | bytes) -> "list[ast.stmt | str]":
    with warnings.catch_warnings(action="ignore"):  # of odd escapes, which would be written over the screen
        return list(ast.parse(source).body)


def _cell_statements(source: bytes) -> "Iterator[ast.stmt | str]":
    for _, text in separated(source):
        try:
            yield from _parsed(text)
        except (SyntaxError, ValueError):
            yield text


def _needs(name: str, uses: Mapping[str, Set[str]]) -> set[str]:
    """A function and all that it calls, directly or not, by name; ``uses`` are the names in each."""
    found: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one in uses and one not in found:
            found.add(one)
            todo += uses[one]
    return found


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
