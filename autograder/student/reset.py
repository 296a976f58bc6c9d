"""Replaces a written exercise by its stub, in a module or notebook, after copying the whole file."""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.assignment import Assignment
from autograder.errors import OutputError, SubmissionsError
from autograder.student.last_check import progress_folder
from autograder.student.student_file import find_work
from autograder.submissions.work_files import MAX_BYTES, kind_of
from autograder.system.files import write_whole

REPLACED = "replaced"


def reset(root: Path, assignment: Assignment, exercise: str, work: Path) -> tuple[Path, Path | None]:
    """Put the stub of ``exercise`` into the work, after copying the file to the course or kit ``root``.

    The result is the changed file and its copy; the copy is None if the exercise is already the stub. Raises
    `SubmissionsError` where the work cannot be read, and `OutputError` where the copy or the work cannot be written.
    """
    stub = assignment.exercise(exercise).stub
    path = _file(assignment, work)
    try:
        most = MAX_BYTES[kind_of(path.name) or "module"]
        before = path.read_bytes() if path.stat().st_size <= most else None
    except OSError as error:
        raise SubmissionsError(f"{path} cannot be read: {error.strerror}.") from error
    if before is None:
        raise SubmissionsError(f"{path} is too large to be graded.", "Remove data and outputs.")
    after = (_reset_notebook if path.suffix == ".ipynb" else _reset_module)(before, exercise, stub, path)
    if after == before:
        return path, None
    copy = _keep(root, assignment.name, exercise, path, before)
    _write(path, after)
    return path, copy


def _file(assignment: Assignment, work: Path) -> Path:
    """The file of the work, even if it is not valid Python at the moment."""
    path = find_work(work, assignment).path
    return path.resolve()  # a link stays one


def _reset_module(data: bytes, name: str, stub: str, path: Path) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionsError(f"{path} is not UTF-8.", "Save it as UTF-8.") from error
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    changed = with_stub(plain, name, stub) or f"{plain.rstrip()}\n\n\n{stub}"
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + changed.replace("\n", ends).encode()


def _reset_notebook(data: bytes, name: str, stub: str, path: Path) -> bytes:
    """The notebook with the stub in the cells that define ``name``, or in a new cell; written as Jupyter does."""
    document = json.loads(data.decode("utf-8-sig"))  # it has been read as a notebook before
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise SubmissionsError(f"{path} has an old notebook format.", "Open and save it in Jupyter.")
    changed = False
    for cell in (cell for cell in cells if cell.get("cell_type") == "code"):
        text = "".join(cell["source"])
        new = with_stub(text, name, "" if changed else stub)
        if new is not None:
            changed, cell["source"] = True, new if isinstance(cell["source"], str) else new.splitlines(keepends=True)
    if not changed:
        cells.append(_new_cell(document, name, stub))
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _new_cell(document: dict[str, Any], name: str, stub: str) -> dict[str, Any]:
    lines = stub.rstrip("\n").splitlines(keepends=True)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": lines,
    }
    used = {known.get("id") for known in document["cells"]}
    named = {"id": name if name not in used else f"{name}-stub"} if document.get("nbformat_minor", 0) >= 5 else {}
    return {**cell, **named}


def with_stub(text: str, name: str, stub: str) -> str | None:
    """The text with ``stub`` for the first top-level definition of ``name``, and no other one; None if there is none.

    Also where the text cannot be parsed: then a definition ends where the next line begins at the margin.
    """
    lines = text.split("\n")  # as Python counts lines, and `splitlines` does not
    places = list(_places(text, lines, name))
    for start, end in reversed(places):
        lines[start:end] = stub.rstrip("\n").split("\n") if stub and start == places[0][0] else []
    return "\n".join(lines) if places else None


def _places(text: str, lines: list[str], name: str) -> Iterator[tuple[int, int]]:
    """The first line of each definition of ``name`` and the one after its last, counted from 0."""
    try:
        with warnings.catch_warnings(action="ignore"):
            statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield from _rough_places(lines, name)
        return
    for node in statements:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield first - 1, node.end_lineno or node.lineno


def _rough_places(lines: list[str], name: str) -> Iterator[tuple[int, int]]:
    head = re.compile(rf"(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b")
    for start in (number for number, line in enumerate(lines) if head.match(line)):
        end = start + 1
        while end < len(lines) and not re.match(r"[^\s)\]}#]", lines[end]):
            end += 1
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1  # blank lines stay
        yield start, end


def _keep(root: Path, assignment: str, exercise: str, path: Path, data: bytes) -> Path:
    """Write the file's old content to a new file; no copy is ever replaced."""
    moment = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    try:
        folder = progress_folder(root) / REPLACED / assignment
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{exercise}-{moment}{path.suffix}"
        with copy.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise OutputError(f"{path.name} cannot be copied: {error}.", "Nothing was changed.") from error
    return copy


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Nothing was changed.") from error
