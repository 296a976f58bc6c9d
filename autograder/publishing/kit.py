"""The course -> the kit for students: stubs, handouts, notebooks, and the public cases as data."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ruamel.yaml import YAML

from autograder.course.answers import answers_released
from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course
from autograder.course.folder import CHECKS, FILE, FUNCTIONS, KIT, is_kit
from autograder.course.kit_file import JSON_FILE, kit_data, kit_json
from autograder.course.library import SOLUTIONS
from autograder.errors import OutputError
from autograder.grading.expect import References
from autograder.publishing.archive import zipped
from autograder.publishing.kit_data import members
from autograder.publishing.wheel import wheel

README = """# {course}

Write your answers into the stubs in `assignments/`; each folder's README.md says what is asked. Then:

```console
$ pip install ./{kit}/*.whl
$ grade check {first}
```

Install once, and check as often as you like: it runs the public cases here, on your machine; hidden cases of the same
kind are asked after you submit. `grade check {first} --watch` checks whenever you save. `grade` alone says where you
are and what to write next, `grade --help` what else there is. For an editor's test explorer: `pip install pytest`.

Where the shell does not expand the `*`, as on Windows: `pip install ./{kit}/{wheel}`
"""


def kit_files(
    course: Course, assignments: Iterable[SolvedAssignment], built: dict[str, str], now: datetime
) -> dict[str, bytes]:
    """Every file of the kit, by its path; ``built`` is what `grade build` writes.

    Answers are in it only where the course has released them by ``now``.
    """
    files = {path: text.encode() for path, text in built.items()}
    references = References(course.root)
    for assignment in assignments:
        answers = answers_released(course, assignment.name, now)
        files[f"{KIT}/{assignment.name}.zip"] = zipped(members(assignment, references, answers=answers))
    files |= grader_files(course)
    name = next(Path(path).name for path in files if path.endswith(".whl"))
    files["README.md"] = _readme(course, name).encode()
    return files


def grader_files(course: Course) -> dict[str, bytes]:
    """What every kit needs besides its cases: the wheel, the course's own names, and its part of grader.yaml."""
    name, content = wheel()
    data, text = kit_data(course.file), io.StringIO()
    YAML().dump(data, text)
    yaml = text.getvalue().encode()
    return {f"{KIT}/{name}": content, **dict(_own_names(course)), FILE: yaml, JSON_FILE: kit_json(data, yaml)}


def remove_other_wheels(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove wheels of earlier kits, because students install all wheels in the folder; raises `OutputError`."""
    for path in (folder / KIT).glob("*.whl"):
        if f"{KIT}/{path.name}" not in files:
            try:
                path.unlink()
            except OSError as error:
                raise OutputError(
                    f"{path} belongs to an earlier kit and cannot be removed: {error.strerror}"
                ) from error


def require_empty(folder: Path) -> None:
    """Raise `OutputError` unless ``folder`` is new, empty, or a kit."""
    if folder.is_dir() and any(folder.iterdir()) and not is_kit(folder):
        raise OutputError(
            f"{folder} is not empty, and not a kit.", "Name a new folder: `grade release DIR`.", retry=False
        )


def _own_names(course: Course) -> Iterator[tuple[str, bytes]]:
    """The files with the course's own kinds of check and functions, which its checks need."""
    for name in (CHECKS, FUNCTIONS):
        path = course.root / SOLUTIONS / name
        if path.is_file():
            yield f"{KIT}/{name}", path.read_bytes()


def _readme(course: Course, wheel_name: str) -> str:
    return README.format(course=course.file.course, kit=KIT, wheel=wheel_name, first=course.assignments[0])
