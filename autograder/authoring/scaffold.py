"""Starts a new course, or a new exercise for its author to fill in."""

import json
import keyword
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from autograder.course.config import Course, load_course
from autograder.course.folder import FILE
from autograder.errors import AutograderError, ExerciseError, OutputError, nearest
from autograder.system.files import readable_name

TEMPLATES = Path(__file__).parent / "templates"
BUNDLED = Path(__file__).parents[2]
EXAMPLE = "losses"
ASSIGNMENT = re.compile(r"[a-z][a-z0-9_]*")
PLAN = "  - name: {name}\n    # due: 2030-10-05 23:59:00\n"


def start_course(root: Path, bundled: Sequence[str]) -> list[str]:
    """Write a course with one worked exercise and copies of ``bundled`` assignments; the result is their names.

    Raises `OutputError` unless ``root`` is new or empty, and `AutograderError` for an unknown assignment.
    """
    source = _bundled_course(bundled) if bundled else None
    ordered = [name for name in source.assignments if name in bundled] if source else []
    names = ordered if EXAMPLE in ordered else [EXAMPLE, *ordered]
    title = " ".join(readable_name(root.resolve().name).split()) or "My course"
    words = {
        "course": json.dumps(title, ensure_ascii=False),
        "assignments": "".join(PLAN.format(name=n) for n in names),
    }
    files = {FILE: _template(FILE).format(**words), ".gitignore": _template("gitignore")}
    files["README.md"] = _template("README.md").format(course=title)
    if EXAMPLE not in ordered:
        files |= _example()
    _require_empty(root)
    _write(root, files)
    for name in ordered:
        _copy(BUNDLED / "solutions" / name, root / "solutions" / name)
    return names


def _bundled_course(names: Sequence[str]) -> Course:
    if not (BUNDLED / "solutions").is_dir():
        raise AutograderError(
            "The bundled assignments are missing, because autograder was installed without its repository.",
            "Clone the repository and run `grade init --with` from there, or leave out --with.",
            retry=False,
        )
    course = load_course(BUNDLED / FILE)
    for name in names:
        if name not in course.assignments:
            raise AutograderError(
                f"There is no bundled assignment {name!r}.{nearest(name, course.assignments)}",
                f"There are {', '.join(course.assignments)}: `grade init DIR --with {course.assignments[0]}`.",
                retry=False,
            )
    return course


def _require_empty(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        said = "is not empty" if root.is_dir() else "is not a folder"
        raise OutputError(f"{root} {said}.", "Name a new folder: `grade init DIR`.", retry=False)


def _example() -> dict[str, str]:
    folder = f"solutions/{EXAMPLE}"
    return {
        f"{folder}/mean_squared_error.py": _template("mean_squared_error.py.txt"),
        f"{folder}/calibration.json": _template("calibration.json"),
        f"{folder}/handout.md": _template("handout.md"),
    }


def _template(name: str) -> str:
    return (TEMPLATES / "course" / name).read_text(encoding="utf-8")


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        try:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text.encode())
        except OSError as error:
            raise OutputError(
                f"{root / name} cannot be written: {error.strerror}.",
                "Name another folder: `grade init DIR`.",
                retry=False,
            ) from error


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise OutputError(
            f"{target} cannot be written: {error}.", "Name another folder: `grade init DIR`.", retry=False
        ) from error


def new_exercise(course: Course, target: str) -> list[Path]:
    """Write a declaration that loads, with a TODO in each line to fill in; returns the new files.

    A new assignment gets a handout too.  Raises `ExerciseError` for a name that is invalid or taken.
    """
    assignment, _, name = target.partition("/")
    _require_names(assignment, name)
    folder = Path("solutions") / assignment
    path = folder / f"{name}.py"
    if (course.root / path).exists():
        raise ExerciseError(f"{path} already exists.", f"Check it with `grade verify {target}`.", retry=False)
    files = {path: (TEMPLATES / "exercise.py.txt").read_text(encoding="utf-8").format(name=name)}
    if not (course.root / folder).exists():
        title = assignment.replace("_", " ").capitalize()
        files[folder / "handout.md"] = f"# {title}\n\n{{{{ {name} }}}}\n"
    _write(course.root, {str(known): text for known, text in files.items()})
    return [*files]


def _require_names(assignment: str, name: str) -> None:
    again = "Name the assignment and the exercise: `grade new losses/mean_squared_error`."
    if not ASSIGNMENT.fullmatch(assignment):
        raise ExerciseError(
            f"{assignment!r} is not a valid assignment name: use small letters, digits and _.", again, retry=False
        )
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name) or name in ("given", "__init__"):
        raise ExerciseError(
            f"{name!r} is not a valid exercise name: use the name of a Python function.", again, retry=False
        )
