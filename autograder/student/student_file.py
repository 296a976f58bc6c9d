"""Finds a student's work, and reads it as text without running it."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.errors import SubmissionsError
from autograder.submissions.own_work import choose_own_work
from autograder.submissions.safe_files import UnreadableFile, read_file
from autograder.submissions.work_files import MAX_BYTES, WorkFile
from autograder.submissions.written_functions import stubs_of
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.cells import readable_parts, separated


@dataclass(frozen=True)
class StudentFile:
    """A module or notebook, the suffix of its kind, and its Python text, that of a notebook's code cells."""

    path: Path
    suffix: str
    data: bytes
    text: str

    def require_python(self) -> None:
        """Raise `SubmissionsError` for a module with a line that Python cannot read."""
        if self.suffix == ".py":
            _parsed(self.data, self.path.name)

    def defines(self) -> set[str]:
        """The names that the text binds at its top level, as far as Python can read it."""
        if self.suffix == ".py":
            return set(_bound_in_module(self.data))
        return {name for cell in self.text.split("\f") for name in _bound_in_cell(cell)}

    def stubs(self, assignment: Assignment) -> list[str]:
        """The assignment's exercises that are still stubs."""
        return [exercise.name for exercise in assignment.exercises if exercise.stub in self.text]

    def lacks(self, assignment: Assignment) -> list[str]:
        """The assignment's exercises that are missing."""
        defined = self.defines()
        return [exercise.name for exercise in assignment.exercises if exercise.name not in defined]


def find_work(path: Path, assignment: Assignment) -> StudentFile:
    """The file that `grade all` would grade in ``path``, a file or folder; raises `SubmissionsError`."""
    chosen = choose_own_work(path, assignment.name, stubs_of(assignment))
    if chosen.file is None:
        said = chosen.problem.message if chosen.problem else "There is no work."
        one = chosen.rivals[0].path if chosen.rivals else "FILE"
        raise SubmissionsError(f"{path}: {said}", f"Name the one to hand in: `grade submit {one}`.", retry=False)
    file = chosen.file
    if file.name != file.path.name or file.kind not in MAX_BYTES:
        raise SubmissionsError(f"{file.path} is a zip file.", "Unpack it, and hand in the module or notebook in it.")
    if file.problem or file.source is None:
        said = file.problem.message if file.problem else "It cannot be read."
        said = f"{file.path} is not a {file.kind} that can be graded: {said[0].lower()}{said[1:]}"
        raise SubmissionsError(said, "Fix it.")
    return _student_file(file, file.source)


def _student_file(file: WorkFile, source: bytes) -> StudentFile:
    """The chosen file with its bytes, and its cells apart from each other."""
    try:
        data = read_file(file.path, MAX_BYTES[file.kind])
    except UnreadableFile as error:
        raise SubmissionsError(f"{file.path} {error.reason}.", "Fix it.") from error
    module = file.kind == "module"
    text = source.decode("utf-8", "replace") if module else "\f".join(f"{cell}\n" for _, cell in separated(source))
    return StudentFile(file.path, file.suffix, data, text.replace("\r\n", "\n"))


def _parsed(text: str | bytes, name: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except SyntaxError as error:
        where, said = f"{name}, line {error.lineno}", error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        where, said = name, str(error) or "it is nested too deeply"
    raise SubmissionsError(
        f"{where} is not valid Python, so what it belongs to cannot be graded: {said}.",
        f"Fix it and run `grade check {name.removesuffix('.py')}`, or submit it anyway with `--force`.",
        retry=False,
    )


def _bound_in_module(data: bytes) -> Iterator[str]:
    with warnings.catch_warnings(action="ignore"):
        parts = readable_parts(data, "the module")
    for part in parts:
        if isinstance(part, list):
            yield from _bound(ast.Module(part, []))


def _bound_in_cell(cell: str) -> Iterator[str]:
    try:
        yield from _bound(_parsed(cell, "the cell"))
    except SubmissionsError:
        return  # costs this cell only


def _bound(tree: ast.AST) -> Iterator[str]:
    """Names that are bound where ``tree`` is, not in functions and classes below."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        if not isinstance(node, ast.Lambda):
            yield from _bound(node)
