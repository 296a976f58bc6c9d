"""A digest of the code that each function depends on, which shows what a change of the source affects."""

import ast
import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.cells import is_joined, separated

Definition = ast.FunctionDef | ast.ClassDef
NO_FORWARDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Code:
    """A module, or the joined cells of a notebook: its functions and classes by name, and all else in it.

    A helper that is decorated is part of all else, because the decorator may do anything with it. ``needs`` has the
    functions that each of ``names`` uses, directly or not, those that all else uses, and what a check calls as well.
    """

    texts: Mapping[str, str]
    shared: Sequence[str]
    needs: Mapping[str, Set[str]]

    @classmethod
    def read(cls, source: bytes, names: Sequence[str], forwards: Mapping[str, str] = NO_FORWARDS) -> "Code":
        """The code of ``source``; raises `SyntaxError` or `ValueError` for a module that cannot be parsed.

        A notebook's cell that cannot be parsed is part of all else. ``forwards`` has the function whose cache a
        backward is handed, whether or not its own text names that.
        """
        statements = _statements(source)
        own = {n.name: n for n in statements if isinstance(n, Definition) and (n.name in names or not n.decorator_list)}
        others = [node for node in statements if node not in own.values()]
        uses = {name: _names(node) for name, node in own.items()}
        everywhere = {name for node in others if isinstance(node, ast.stmt) for name in _names(node)}
        return cls(
            {name: ast.dump(node) for name, node in own.items()},  # each once: it takes longer than all else here
            [node if isinstance(node, str) else ast.dump(node) for node in others],
            {name: _needs({name, forwards.get(name, name), *everywhere}, uses) for name in names},
        )

    def fingerprints(self) -> dict[str, str]:
        """The digest of each function's own text, that of the functions it uses, and all else."""
        return {
            name: _digest([*self.shared, *(self.texts[used] for used in sorted(needed))])
            for name, needed in self.needs.items()
        }

    def first(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of ``names`` that use no other one of them."""
        return tuple(name for name in names if self.needs[name].isdisjoint({*names} - {name}))


def fingerprints(source: bytes, names: Sequence[str], forwards: Mapping[str, str] = NO_FORWARDS) -> dict[str, str]:
    """The digest of the code that each function depends on; takes and raises what `Code.read` does."""
    return Code.read(source, names, forwards).fingerprints()


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


def _names(node: ast.stmt) -> set[str]:
    """All names in a statement, and all texts, since ``globals()`` has functions by theirs."""
    parts = [*ast.walk(node)]
    texts = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return {part.id for part in parts if isinstance(part, ast.Name)} | texts


def _needs(names: Set[str], uses: Mapping[str, Set[str]]) -> set[str]:
    """The functions among ``names`` and all that they call, directly or not; ``uses`` are the names in each."""
    found: set[str] = set()
    todo = [*names]
    while todo:
        one = todo.pop()
        if one in uses and one not in found:
            found.add(one)
            todo += uses[one]
    return found


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
