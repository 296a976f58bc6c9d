"""Work that is checked again whenever it is saved: only what a change touches, and half-saved files do no harm."""

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder.errors import SubmissionsError
from autograder.records import Verdict
from autograder.student.check import PublicChecks
from autograder.submissions.collect import load_module


@dataclass
class Watched:
    """One assignment's work, what is known of each exercise, and which of them is looked at."""

    public: PublicChecks
    assignment: str
    work: Path
    only: str | None = None  # the one exercise that is looked at
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    current: str = ""
    trouble: str = ""
    _seen: dict[str, str] = field(default_factory=dict)

    def refresh(self) -> list[str]:
        """Check what has changed since the last time, and say which exercises that were."""
        try:
            now = fingerprints(self._source(), self.names)
            changed = [name for name in self.names if now[name] != self._seen.get(name)]
            if changed:
                self._judge(changed)
            self._seen, self.trouble = now, ""
        except SyntaxError as error:
            self.trouble = f"Line {error.lineno} cannot be read yet ({error.msg}). Nothing is checked until it can."
            return []
        except (SubmissionsError, OSError, ValueError, RecursionError, MemoryError) as error:
            self.trouble = f"The work cannot be read just now: {error}"
            return []
        self.current = next((name for name in [*changed, self.current] if self.failed(name)), "") or self._next("")
        return changed

    @cached_property
    def names(self) -> list[str]:
        """The exercises that are looked at, in order; raises `CourseError` where there is none of that name."""
        return [exercise.name for exercise in self.public.assignment(self.assignment).narrowed(self.only).exercises]

    @property
    def passed(self) -> list[str]:
        """The exercises that pass; one that could not be checked yet does not."""
        return [name for name in self.names if name in self.verdicts and not self.failed(name)]

    def failed(self, name: str) -> list[Verdict]:
        """What an exercise fails."""
        return [verdict for verdict in self.verdicts.get(name, []) if verdict.status != "passed"]

    def advance(self) -> None:
        """Look at the next exercise that fails something."""
        self.current = self._next(self.current)

    def _next(self, after: str) -> str:
        place = self.names.index(after) + 1 if after in self.names else 0
        return next((name for name in self.names[place:] + self.names[:place] if self.failed(name)), "")

    def _judge(self, changed: Sequence[str]) -> None:
        result = self.public.check(self.assignment, self.work, *changed)
        for name in changed:
            self.verdicts[name] = [verdict for verdict in result.verdicts if verdict.exercise == name]

    def _source(self) -> bytes:
        """The module's text, or that of a notebook's cells."""
        found = load_module(self.work, self.assignment, self.public.assignment(self.assignment).is_untouched)
        if found.source is None:
            raise SubmissionsError(found.problem.message if found.problem else "There is nothing yet.")
        return found.source


def fingerprints(source: bytes, names: Sequence[str]) -> dict[str, str]:
    """What each function's outcome hangs on: its own text, that of the functions it names, and all other code.

    Raises `SyntaxError` for a module that cannot be read.
    """
    tree = ast.parse(source)
    own = {
        node.name: node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names
    }
    shared = [ast.dump(node) for node in tree.body if node not in own.values()]
    return {name: _digest([*shared, *(ast.dump(own[used]) for used in sorted(_needs(name, own)))]) for name in names}


def _needs(name: str, functions: Mapping[str, ast.stmt]) -> set[str]:
    """A function and all that it calls, directly or not, by name."""
    found: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one in functions and one not in found:
            found.add(one)
            todo += list(_named(functions[one]))
    return found


def _named(node: ast.stmt) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
