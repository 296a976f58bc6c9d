"""Remarks on the code around a student's functions: what fails there although it may cost nothing, and what to do.

The worker says which statements outside functions failed; nothing in that is believed, and all of it is the student's.
"""

import ast
import difflib
import re
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager

from autograder.records import Limits, Submission, Verdict
from autograder.sandbox import Excess, Sandbox, Worker
from autograder.sandbox.budgets import Questions
from autograder.student.fingerprints import statements_of
from autograder.submissions.written_functions import Stubs
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many
from autograder.worker.cells import DEFINED, is_joined, separated
from autograder.worker.wire import Value

MOST = 4  # remarks on failed statements
SHOWN = 50  # characters of a statement
STOPPED = ("not_implemented", "raised")  # how a function ends that calls one that is still the stub
GUARD = "`if __name__ == '__main__':`"
OF_A_NOTEBOOK = re.compile(r"\s*[%!]|.*\bget_ipython\b|\s*pip3? install\b", re.DOTALL)
CONFLICT = re.compile(r"(?:<<<<<<<|=======|>>>>>>>)")
HEAD = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
RELATIVE = re.compile(r"\s*from\s+\.+\s*(\w*)\s*import\s+(\w+)")
OURS = "autograder"  # the tools of a notebook's cells, which are not there while it is graded
ADVICE = {
    "EOFError": "input() is not available here, because nobody is there to type; write the value into the code.",
    "SystemExit": "exit() and quit() do nothing here; remove them.",
    "NotImplementedError": f"it calls a function that is not written yet; put demos under {GUARD}.",
    "FileNotFoundError": "no data files are there where code is graded; make small data in the code.",
    "PermissionError": "no files can be written or read where code is graded.",
    "AssertionError": f"its own test does not hold; put tests under {GUARD}.",
    "OutputLimit": f"it prints too much; put demos and training under {GUARD}.",
    "MemoryError": f"it needs too much memory; put demos and training under {GUARD}.",
}
OTHERWISE = f"if it only tries something out, put it under {GUARD}."


@dataclass(frozen=True)
class Failed:
    """A statement outside functions that failed: where, with which exception, and which name it misses."""

    line: int
    cell: int
    what: str
    name: str
    text: str

    @classmethod
    def of(cls, data: Value) -> "Failed | None":
        """The statement that a worker tells of, if it is well formed."""
        kinds = {"line": int, "cell": int, "what": str, "name": str, "text": str}
        if type(data) is not dict or any(type(data.get(key)) is not kind for key, kind in kinds.items()):
            return None
        return cls(**{key: data[key] for key in kinds})

    @property
    def defines(self) -> set[str]:
        """The names that it would have bound."""
        try:
            nodes = [*ast.walk(ast.parse(self.text))]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {function or value for function, value in DEFINED.findall(self.text)}
        bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        bound |= {(node.asname or node.name).partition(".")[0] for node in nodes if isinstance(node, ast.alias)}
        return bound | {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}

    @property
    def place(self) -> str:
        """Where it stands, and how it begins."""
        line = f"line {self.line}" if self.line > 0 else "a line"
        first = next((line.strip() for line in self.text.splitlines() if line.strip()), "")
        shown = first if len(first) <= SHOWN else f"{first[:SHOWN]}..."
        return f"{line}{f' of code cell {self.cell}' if self.cell > 0 else ''}, `{shown}`," if shown else line


class Listening:
    """A sandbox that remembers what its first worker said of loading the module.

    ``meanwhile`` is called when that worker has got all that it needs, and computes.
    """

    def __init__(self, sandbox: Sandbox, meanwhile: Callable[[], object]) -> None:
        self._sandbox, self._meanwhile = sandbox, meanwhile
        self.loaded: Value = None

    @property
    def level(self) -> str:
        """The isolation level."""
        return self._sandbox.level

    @property
    def limits(self) -> Limits:
        """What a worker may use."""
        return self._sandbox.limits

    @asynccontextmanager
    async def worker(self, packages: tuple[str, ...], questions: Questions) -> AsyncIterator[Worker]:
        """A fresh worker; raises `SandboxFailed`."""
        async with self._sandbox.worker(packages, questions) as worker:
            yield worker if self.loaded else _FirstReply(worker, self._meanwhile, self._remember)

    def _remember(self, reply: Value) -> None:
        self.loaded = self.loaded or reply

    @property
    def failed(self) -> list[Failed]:
        """The statements outside functions that failed."""
        told = self.loaded.get("returned") if type(self.loaded) is dict else None
        return [failed for each in (told if type(told) is list else ()) if (failed := Failed.of(each))]


@dataclass(frozen=True)
class _FirstReply:
    worker: Worker
    sent: Callable[[], object]
    heard: Callable[[Value], None]

    async def send(self, frame: bytes) -> None:
        await self.worker.send(frame)
        self.sent()

    async def reply(self, room: int) -> Value:
        reply = await self.worker.reply(room)
        self.heard(reply)
        return reply

    def excess(self) -> Excess | None:
        return self.worker.excess()

    async def kill(self) -> None:
        await self.worker.kill()


def remarks(
    submission: Submission, failed: Sequence[Failed], stubs: Stubs, verdicts: Sequence[Verdict]
) -> tuple[str, ...]:
    """What to tell a student of the code around the functions, and of functions that wait for another."""
    found = [*_failures(submission, failed, set(stubs))]
    others = many(len(found) - MOST, "more line outside functions fails", "more lines outside functions fail")
    more = [others] if len(found) > MOST else []
    closing = ["a line that fails outside functions costs only what it defines"] if found else []
    source = submission.source or b""
    beside = (*_twice(source, stubs), *_waiting(source, stubs, verdicts), *_misspelt(source, stubs, verdicts))
    return (*found[:MOST], *more, *closing, *beside)


def _failures(submission: Submission, failed: Sequence[Failed], functions: set[str]) -> Iterator[str]:
    """A sentence for each failed statement, but not where a function tells of it, or an earlier failure causes it."""
    lost: set[str] = set()
    for each in failed:
        consequence = each.what == "NameError" and each.name in lost
        of_a_tool = each.name.partition(".")[0] == OURS
        lost |= each.defines
        if not (consequence or of_a_tool or each.defines & functions):
            yield f"{each.place} fails ({each.what}): {_advice(each, submission)}".rstrip(".")


def _advice(failed: Failed, submission: Submission) -> str:
    if OF_A_NOTEBOOK.match(failed.text):
        return "it is a command of notebooks, not Python; remove it."
    if CONFLICT.match(failed.text):
        return "git left it when two versions were merged; keep one of them and remove this line."
    if failed.what in ("ModuleNotFoundError", "ImportError"):
        return _of_import(failed, submission)
    if "parse_args" in failed.text or "sys.argv" in failed.text:
        return f"there is no command line where code is graded; put it under {GUARD}."
    if failed.what in ("SyntaxError", "IndentationError", "TabError"):
        return "it is not valid Python."
    return ADVICE.get(failed.what, OTHERWISE)


def _of_import(failed: Failed, submission: Submission) -> str:
    relative = RELATIVE.match(failed.text)
    module = (relative[1] or relative[2]) if relative else failed.name.partition(".")[0]
    beside = submission.path.parent / f"{module}.py" if submission.path and module.isidentifier() else None
    if relative or (beside and beside.is_file()):
        own = submission.path.name if submission.path else "your module"
        return f"only {own} is handed in: {module}.py is not. Copy what you need into {own}."
    if not module.isidentifier() or module in sys.stdlib_module_names:
        return "it cannot be imported where code is graded."
    return f"{module} is not available where code is graded, and no exercise needs it."


def _twice(source: bytes, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each function that is defined more than once."""
    text = source.decode("utf-8", "replace").replace("\r\n", "\n")
    places = defaultdict(list)
    for cell, part in separated(source) if is_joined(source) else [(0, text)]:
        for found in HEAD.finditer(part):
            line = f"line {part.count(chr(10), 0, found.start()) + 1}"
            places[found[1]].append(f"{line} of code cell {cell}" if cell else line)
    for name in names:
        if len(places[name]) > 1:
            yield f"{name} is defined {len(places[name])} times, at {' and '.join(places[name])}: the last one counts"


def _waiting(source: bytes, stubs: Stubs, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A sentence for each written function that ends at one of the assignment's that is still the stub."""
    stopped = dict.fromkeys(verdict.exercise for verdict in verdicts if verdict.reason in STOPPED)
    nodes = _definitions(source) if stopped else []
    written = {node.name: node for node in nodes if node.name in stubs}
    unwritten = {name for name, node in written.items() if ast.dump(node) == ast.dump(ast.parse(stubs[name]).body[0])}
    for name in stopped:
        inside = ast.walk(written[name]) if name in written and name not in unwritten else ()
        if used := {part.id for part in inside if isinstance(part, ast.Name)} & unwritten:
            yield f"{name} calls {' and '.join(sorted(used))}, not written yet: write that first"


def _misspelt(source: bytes, stubs: Stubs, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A sentence for each function that is missing where one of nearly its name is there."""
    missing = dict.fromkeys(verdict.exercise for verdict in verdicts if verdict.reason == "missing")
    own = [node.name for node in (_definitions(source) if missing else []) if node.name not in stubs]
    for name in missing:
        for near in difflib.get_close_matches(name, own, n=1, cutoff=0.75):
            yield f"{name} is missing; if {near} is meant to be it, rename it"


def _definitions(source: bytes) -> list[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes of a text, as far as it can be parsed."""
    return [node for node in statements_of(source) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
