"""solutions/ -> assignments/: each assignment's stub module, notebook and handout, the same bytes every time."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.course.assignment import SolvedAssignment
from autograder.errors import OutputError
from autograder.publishing.handout import handout
from autograder.publishing.notebook import notebook

FOLDER = "assignments"
SOURCE = "source"  # what nbgrader calls the folder of an instructor's versions


def built_files(assignments: Iterable[SolvedAssignment]) -> dict[str, str]:
    """Every generated file's text, by its path below the course."""
    files = {}
    for assignment in assignments:
        folder = f"{FOLDER}/{assignment.name}"
        files[f"{folder}/{assignment.name}.py"] = assignment.stub
        files[f"{folder}/{assignment.name}.ipynb"] = notebook(assignment)
        files[f"{folder}/README.md"] = handout(assignment)
    return files


def nbgrader_files(assignments: Iterable[SolvedAssignment]) -> dict[str, str]:
    """The text of each notebook of an nbgrader source tree, by its path below nbgrader's course."""
    return {f"{SOURCE}/{a.name}/{a.name}.ipynb": notebook(a, for_nbgrader=True) for a in assignments}


def stale_files(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """The files that are missing on disk or have another content."""
    return [name for name, content in files.items() if _read(root / name) != _bytes(content)]


def write_files(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Write the stale files, and return their names; raises `OutputError`."""
    written = stale_files(root, files)
    for name in written:
        try:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(_bytes(files[name]))
        except OSError as error:
            raise OutputError(f"{root / name} cannot be written: {error.strerror}") from error
    return written


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
