"""An assignment -> what another system needs to grade it there: Gradescope, PrairieLearn, Classroom 50.

What leaves the course: the public cases, and for Gradescope and PrairieLearn hidden ones of a draw of their own, which
no student is asked by `grade all`: if they leak, nothing of that leaks. With each case goes its expected value and what
each named mistake gives. No answer, no reference and no secret goes.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course
from autograder.course.folder import KIT
from autograder.errors import OutputError
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References
from autograder.publishing.archive import zipped
from autograder.publishing.kit import grader_files, kit_files
from autograder.publishing.kit_data import members
from autograder.records import CallGroup

TEMPLATES = Path(__file__).parent / "templates"
HOSTED = 1000  # the number of the hidden draw that leaves the course: `variants` in grader.yaml ends below it
LONGEST = 600  # seconds that PrairieLearn allows for one submission
STARTING = 30  # seconds to start Python and the sandbox
NAMESPACE = uuid.UUID("5f4e5b1c-5c0b-4c52-8a8e-6f5d1f2f7a10")  # so that a question keeps its number when released again


def gradescope_zip(course: Course, assignment: SolvedAssignment, secret: bytes, options: str) -> bytes:
    """The autograder to upload; ``options`` are those of `autograder.hosted` that its run script gives."""
    files = {
        "setup.sh": _template("gradescope_setup.sh"),
        "run_autograder": _template("gradescope_run.sh", OPTIONS=options),
        **_below("course", _cases(course, assignment, secret)),
    }
    return zipped(files, executable=("setup.sh", "run_autograder"))


def prairielearn_files(
    course: Course,
    assignment: SolvedAssignment,
    secret: bytes,
    built: Mapping[str, str],
    *,
    image: str,
    options: str,
) -> dict[str, bytes]:
    """The folder of a question; ``built`` is what `grade build` writes."""
    name = assignment.name
    starters = {path: text for path, text in built.items() if path.endswith((f"/{name}.py", f"/{name}.ipynb"))}
    return {
        "info.json": (json.dumps(_question(course, assignment, image), indent=2) + "\n").encode(),
        "question.html": _template("prairielearn_question.html", ASSIGNMENT=name),
        **{f"clientFilesQuestion/{Path(path).name}": text.encode() for path, text in starters.items()},
        "tests/run.sh": _template("prairielearn_run.sh", OPTIONS=options),
        "tests/Dockerfile": _template("prairielearn_Dockerfile", IMAGE=image),
        **_below("tests/course", _cases(course, assignment, secret)),
    }


def classroom50_files(
    course: Course, assignment: SolvedAssignment, built: Mapping[str, str], now: datetime
) -> dict[str, bytes]:
    """The folder of an autograder, with public cases alone: Classroom 50 publishes it on a page."""
    script = _template("classroom50_autograder.py.txt", ASSIGNMENT_NAME=assignment.name)
    return {"autograder.py": script, **_below("course", kit_files(course, [assignment], dict(built), now))}


def require_replaceable(folder: Path, *marks: str) -> None:
    """Raise `OutputError` unless ``folder`` is new, empty, or what an earlier release has written."""
    if folder.is_dir() and any(folder.iterdir()) and not all((folder / mark).exists() for mark in marks):
        raise OutputError(
            f"{folder} is not empty, and not what `grade release` has written.", "Name a new folder.", retry=False
        )


def _cases(course: Course, assignment: SolvedAssignment, secret: bytes) -> dict[str, bytes]:
    """A kit without stubs, whose cases include hidden ones."""

    def draw(exercise: SolvedExercise) -> list[CallGroup]:
        public = draw_public(exercise)
        return [*public, *draw_hidden(exercise, secret, HOSTED, public)]

    archive = zipped(members(assignment, References(course.root, secret), draw=draw))
    return {f"{KIT}/{assignment.name}.zip": archive, **grader_files(course)}


def _question(course: Course, assignment: SolvedAssignment, image: str) -> dict[str, Any]:
    seconds = sum(exercise.seconds for exercise in assignment.exercises) + STARTING
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, f"{course.file.course}/{assignment.name}")),
        "title": assignment.title,
        "topic": course.file.course,
        "type": "v3",
        "singleVariant": True,
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "/grade/tests/run.sh",
            "timeout": min(LONGEST, round(seconds)),
            "enableNetworking": False,
        },
    }


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": content for path, content in files.items()}


def _template(name: str, **words: str) -> bytes:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text.encode()
