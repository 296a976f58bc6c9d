"""The course -> what students get: stubs, handouts, notebooks, and the public cases as data."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from autograder.course.config import FILE, KIT, Course, is_kit
from autograder.course.kit import Replies, written
from autograder.course.library import Assignment
from autograder.errors import OutputError
from autograder.exercise.declare import Exercise
from autograder.grading.draw import public_calls
from autograder.grading.expect import References
from autograder.records import Call
from autograder.worker.wire import Value

DAWN = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold: the same kit has the same bytes
README = """# {course}

Write your answers into the stubs in `assignments/`; each folder's README.md says what is asked. Then:

```console
$ pip install autograder
$ grade check {first}
```

as often as you like. It runs the public cases here, on your machine; hidden cases of the same kind are asked after
you submit. `grade` alone says where you are, `grade --help` what else there is.
"""


def kit_files(course: Course, assignments: Iterable[Assignment], built: dict[str, str]) -> dict[str, bytes]:
    """Every file of the kit, by its path; ``built`` is what `grade build` writes."""
    files = {name: text.encode() for name, text in built.items()}
    references = References(course.root)
    for assignment in assignments:
        files[f"{KIT}/{assignment.name}.zip"] = _archive(assignment, references)
    files[FILE] = _course_file(course).encode()
    files["README.md"] = README.format(course=course.file.course, first=course.assignments[0]).encode()
    return files


def require_empty(folder: Path) -> None:
    """Raise `OutputError` unless a kit may be written into ``folder``: it is new, empty, or a kit."""
    if folder.is_dir() and any(folder.iterdir()) and not is_kit(folder):
        raise OutputError(f"{folder} holds other things than a kit.", "Name a new folder: `grade release DIR`.")


def _archive(assignment: Assignment, references: References) -> bytes:
    stream = io.BytesIO()
    members = written([_published(exercise, references) for exercise in assignment.exercises])
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, DAWN), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _published(exercise: Exercise, references: References) -> tuple[Exercise, list[Call], list[Value], Replies]:
    calls = public_calls(exercise)
    return exercise, calls, references.values(exercise, calls), references.mistakes(exercise, calls)


def _course_file(course: Course) -> str:
    """What a student's tools need of grader.yaml."""
    kept: dict[str, Any] = course.file.model_dump(mode="json", exclude_defaults=True)
    kept = {key: kept[key] for key in ("course", "timezone", "allow", "limits", "assignments") if key in kept}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)
