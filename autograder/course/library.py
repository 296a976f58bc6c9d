"""solutions/** -> the course's exercises, each in its assignment.

solutions/<assignment>/<exercise>.py     one exercise: a module with a value EXERCISE
solutions/<assignment>/given.py          code that the assignment's module starts from, complete
solutions/<assignment>/handout.md        the problem sheet; ``{{ exercise }}`` places an exercise
solutions/<assignment>/calibration.json  tolerances, written by ``grade verify --calibrate``
solutions/checks.py, functions.py        the course's own names (`autograder.exercise.vocabulary`)
"""

import importlib.util
import json
import re
import sys
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from autograder.course.assignment import PLACE, SolvedAssignment
from autograder.course.config import Course
from autograder.course.folder import CHECKS, FUNCTIONS
from autograder.course.trust import require_trust
from autograder.errors import ExerciseError
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.calibration import Calibration
from autograder.exercise.declare import Exercise
from autograder.exercise.source import imports_of, without_head
from autograder.exercise.vocabulary import Vocabulary

CALIBRATION = "calibration.json"
SOLUTIONS, GIVEN = "solutions", "given.py"


def exercise_files(folder: Path) -> list[Path]:
    """The declarations in an assignment's folder, sorted; empty if there is no such folder."""
    return sorted(path for path in folder.glob("*.py") if path.name != GIVEN)


def load_library(course: Course) -> dict[str, SolvedAssignment]:
    """Every assignment of the course, in its order."""
    return {name: load_assignment(course, name) for name in course.assignments}


def load_assignment(course: Course, name: str) -> SolvedAssignment:
    """Load one assignment's declarations; torch stays out of it.  Raises `ExerciseError`, `CourseError`."""
    require_trust(course.root)
    course.plan(name)
    folder = course.root / SOLUTIONS / name
    files = exercise_files(folder)
    if not files:
        raise ExerciseError(f"solutions/{name}/ has no exercises.", f"Add solutions/{name}/<exercise>.py.")
    vocabulary = load_vocabulary(course.root / SOLUTIONS)
    declarations = [_load(path, vocabulary) for path in files]
    given = folder / GIVEN
    imports = _merged_imports([path for path in (*files, given) if path.is_file()])
    head = without_head(given) if given.is_file() else ""
    exercises = _in_place(folder, declarations, f"{imports}\n\n{head}", vocabulary)
    assignment = SolvedAssignment(name, exercises, course.packages(name), folder, imports, head)
    return _ordered(assignment)


def require_calibration(library: Mapping[str, SolvedAssignment]) -> None:
    """Raise `ExerciseError` unless every exercise has its measured tolerances."""
    for assignment in library.values():
        for exercise in assignment.exercises:
            measured = (name for name, check in exercise.checks.items() if check.is_calibrated)
            if any(name not in exercise.calibration for name in measured):
                raise ExerciseError(
                    f"{exercise.title} is not calibrated.", f"Run `grade verify {assignment.name} --calibrate`."
                )


def load_vocabulary(folder: Path) -> Vocabulary:
    """The names that declarations below ``folder`` may use: the bundled ones, and the course's own if it has any.

    Exercises import the course's kinds of check from ``solutions.checks``.  Raises `ExerciseError`, `CourseError`.
    """
    if any((folder / name).exists() for name in (CHECKS, FUNCTIONS)):
        require_trust(folder.parent)
    package = ModuleType(folder.name)
    package.__path__ = [str(folder)]
    sys.modules["solutions"] = package
    sys.modules.pop("solutions.checks", None)  # another course's
    path, functions = folder / CHECKS, folder / FUNCTIONS
    checks = _executed("solutions.checks", path) if path.is_file() else ModuleType("solutions.checks")
    try:
        return Vocabulary.of_course(checks, functions.read_text(encoding="utf-8") if functions.is_file() else "")
    except Exception as error:  # the text is an author's, and may do what it likes
        raise ExerciseError(f"{functions} cannot be loaded: {type(error).__name__}: {error}") from error


def _load(path: Path, vocabulary: Vocabulary) -> Exercise:
    module = _executed(f"solutions.{path.parent.name}.{path.stem}", path)
    exercise = getattr(module, "EXERCISE", None)
    if not isinstance(exercise, Exercise) or exercise.name != path.stem:
        raise ExerciseError(f"{path}: EXERCISE must be an Exercise of a function called {path.stem}")
    try:
        exercise.require_sound(vocabulary)
    except ExerciseError as error:
        raise ExerciseError(f"{path}: {error.message}", error.hint) from error
    return exercise


class SourceOnly(SourceFileLoader):
    """Compiles the text itself: a file in ``__pycache__`` may hold other code, and trust looks at the text only."""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the text."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _executed(name: str, path: Path) -> ModuleType:
    """The module in an author's file; raises `ExerciseError`."""
    loader = SourceOnly(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None  # noqa: S101  (there is a loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except ExerciseError as error:
        raise ExerciseError(f"{path}: {error.message}", error.hint) from error
    except Exception as error:
        raise ExerciseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def _merged_imports(files: list[Path]) -> str:
    lines = list(dict.fromkeys(line for path in files for line in imports_of(path)))
    ours = [line for line in lines if "numpy" not in line]
    return "\n\n".join("\n".join(sorted(group)) for group in (ours, set(lines) - set(ours)) if group)


def _in_place(
    folder: Path, declarations: list[Exercise], head: str, vocabulary: Vocabulary
) -> tuple[SolvedExercise, ...]:
    """The exercises of an assignment, each with the other exercises and its calibration."""
    calibration = load_calibration(folder)
    exercises = [
        SolvedExercise.of(
            declaration,
            assignment=folder.name,
            others=[other.name for other in declarations],
            context="\n\n".join([head, *(o.source.text for o in declarations if o is not declaration)]),
            calibration=calibration.get(declaration.name, Calibration()),
            vocabulary=vocabulary,
        )
        for declaration in declarations
    ]
    return tuple(exercise.with_forward(exercises) for exercise in exercises)


def _ordered(assignment: SolvedAssignment) -> SolvedAssignment:
    """The assignment with its exercises in the handout's order; raises `ExerciseError`."""
    placed = re.findall(PLACE, assignment.handout, re.MULTILINE)
    unknown = set(placed) - {exercise.name for exercise in assignment.exercises}
    if unknown:
        raise ExerciseError(
            f"{assignment.folder}/handout.md has a placeholder for an unknown exercise {min(unknown)!r}"
        )
    return assignment.narrowed(*dict.fromkeys((*placed, *(exercise.name for exercise in assignment.exercises))))


def load_calibration(folder: Path) -> dict[str, Calibration]:
    """The assignment's measured tolerances by exercise; empty before the first calibration.  Raises `ExerciseError`."""
    path = folder / CALIBRATION
    if not path.is_file():
        return {}
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {name: Calibration.of_data(numbers) for name, numbers in data.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ExerciseError(f"{path} is damaged: {error}", "Run `grade verify --calibrate`.") from error
