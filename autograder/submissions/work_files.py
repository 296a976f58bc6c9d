"""One file of work, a module or a notebook, read as data: never imported, never run here."""

from pathlib import Path
from typing import Literal

from autograder.records import Problem
from autograder.submissions.notebook_code import MAX_NOTEBOOK, LeftOutCell, UnreadableNotebook, read_notebook
from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.system.lazy_dataclass import dataclass

Kind = Literal["module", "notebook", "zip file"]

SUFFIXES: dict[Kind, str] = {"module": ".py", "notebook": ".ipynb"}
MAX_MODULE = 1 << 20
MAX_BYTES: dict[Kind, int] = {"module": MAX_MODULE, "notebook": MAX_NOTEBOOK}
ADDED_BY_EDITORS = ".txt"  # behind the right suffix, where a system hides suffixes


@dataclass(frozen=True)
class WorkFile:
    """A file that may be a student's work; ``name`` is its own, also inside of a zip file at ``path``.

    ``source`` is the Python text to run, None where ``problem`` says what is wrong.  A zip file of which nothing
    can be taken is one with a problem.
    """

    path: Path
    name: str
    kind: Kind
    source: bytes | None = None
    problem: Problem | None = None
    left_out: tuple[LeftOutCell, ...] = ()

    @property
    def suffix(self) -> str:
        """The right suffix of a file of this kind."""
        return SUFFIXES.get(self.kind, "")

    @property
    def stem(self) -> str:
        """The name up to its suffix, in lower case."""
        return stem_of(self.name)


def kind_of(name: str) -> Kind | None:
    """What a file is by its name, or None; a hidden file, such as macOS's ``._work.py``, is nothing."""
    if name.startswith("."):
        return None
    lower = name.casefold().removesuffix(ADDED_BY_EDITORS)
    return next((kind for kind, suffix in SUFFIXES.items() if lower.endswith(suffix)), None)


def stem_of(name: str) -> str:
    """A file's name up to the suffix of a module, notebook or zip file, in lower case; else the whole name."""
    whole = name.casefold()
    lower = whole.removesuffix(ADDED_BY_EDITORS)
    return next((lower.removesuffix(s) for s in (*SUFFIXES.values(), ".zip") if lower.endswith(s)), whole)


def read_work_file(path: Path, root: Path | None = None) -> WorkFile:
    """The module or notebook at ``path``, reached from ``root`` without following links."""
    kind = kind_of(path.name) or "module"
    try:
        return work_file(path, path.name, kind, read_file(path, MAX_BYTES[kind], root=root))
    except UnreadableFile as error:
        advice = ", so clear its outputs" if kind == "notebook" and error.too_large else ""
        problem = unreadable(f"the {kind} {error.reason}{advice}", ours=error.ours)
        return WorkFile(path, path.name, kind, problem=problem)


def work_file(path: Path, name: str, kind: Kind, data: bytes) -> WorkFile:
    """The module or notebook that has these bytes."""
    if kind == "module":
        return WorkFile(path, name, kind, data)
    try:
        code = read_notebook(data)
    except UnreadableNotebook as error:
        return WorkFile(path, name, kind, problem=unreadable(str(error)))
    return WorkFile(path, name, kind, code.python, left_out=code.left_out)


def unreadable(message: str, *, ours: bool = False) -> Problem:
    """The problem of work that cannot be read; ``message`` is a sentence without capital and full stop."""
    return Problem("unreadable", f"{message[0].upper()}{message[1:]}.", ours)
