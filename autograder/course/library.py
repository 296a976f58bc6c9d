"""solutions/** -> the course's exercises, each knowing its neighbours and its calibration.

solutions/<assignment>/<exercise>.py     one exercise: a module with a value EXERCISE
solutions/<assignment>/given.py          code that the assignment's module starts from, complete
solutions/<assignment>/handout.md        the problem sheet; ``{{ exercise }}`` places an exercise
solutions/<assignment>/calibration.json  tolerances, written by ``grade verify --calibrate``
"""

import importlib.util
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from autograder.course.config import Course, nearest
from autograder.errors import ExerciseError
from autograder.exercise.declare import Exercise, Vjp
from autograder.exercise.source import imports_of, without_head
from autograder.records import Call, Expected

PLACE = re.compile(r"^\{\{ *(\w+) *\}\}$", re.MULTILINE)
CALIBRATION = "calibration.json"


@dataclass(frozen=True, eq=False)
class Assignment:
    """The exercises of one assignment, in the order of its handout, and the code that they are given.

    ``packages`` are what submissions may import besides the standard library.
    """

    name: str
    folder: Path
    exercises: tuple[Exercise, ...]
    imports: str
    given: str
    packages: tuple[str, ...] = ("numpy",)

    @cached_property
    def handout(self) -> str:
        """The problem sheet's text, with a ``{{ place }}`` for some exercises."""
        path = self.folder / "handout.md"
        return path.read_text(encoding="utf-8") if path.is_file() else f"# {self.name}\n"

    def exercise(self, name: str) -> Exercise:
        """The exercise called ``name``; raises `ExerciseError` where there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        names = [known.name for known in self.exercises]
        raise ExerciseError(
            f"{self.name} has no exercise {name!r}.{nearest(name, names)}", f"Its exercises are: {', '.join(names)}."
        )

    def narrowed(self, *names: str | None) -> "Assignment":
        """The assignment with the named exercises only, if any is named; raises `ExerciseError`."""
        chosen = tuple(self.exercise(name) for name in names if name)
        return replace(self, exercises=chosen) if chosen else self

    def module(self, functions: Mapping[str, str]) -> str:
        """A module of this assignment: its title, imports, given code, then ``functions`` in order."""
        parts = [f'"""{_title(self)}."""\n\n{self.imports}', self.given, *(functions[e.name] for e in self.exercises)]
        return "\n\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"

    @property
    def stub(self) -> str:
        """What students start from."""
        return self.module({e.name: e.source.stub for e in self.exercises})

    @property
    def answer(self) -> str:
        """The module with every answer in it."""
        return self.module({e.name: e.source.text for e in self.exercises})

    def is_untouched(self, source: bytes) -> bool:
        """Whether every function in ``source`` is still the released stub (judged as text, never run)."""
        text = source.decode("utf-8", "replace").replace("\r\n", "\n")
        return all(exercise.source.stub in text for exercise in self.exercises)


class ExpectedValues(Protocol):
    """What knows the right values: the references, or a student kit."""

    fingerprint: str

    def expect(self, exercise: Exercise, calls: Sequence[Call]) -> list[Expected]:
        """What each call should give."""


def _title(assignment: Assignment) -> str:
    return assignment.handout.splitlines()[0].lstrip("# ")


def load_assignment(course: Course, name: str) -> Assignment:
    """Load one assignment's declarations; torch stays out of it.  Raises `ExerciseError`."""
    course.plan(name)
    folder = course.root / "solutions" / name
    files = sorted(path for path in folder.glob("*.py") if path.name != "given.py")
    if not files:
        raise ExerciseError(f"solutions/{name}/ has no exercises.", f"Add solutions/{name}/<exercise>.py.")
    exercises = [_load(path) for path in files]
    imports = _merged_imports([path for path in (*files, folder / "given.py") if path.is_file()])
    given = without_head(folder / "given.py") if (folder / "given.py").is_file() else ""
    assignment = Assignment(name, folder, tuple(exercises), imports, given, course.packages(name))
    return replace(assignment, exercises=_acquainted(assignment))


def require_calibration(library: Mapping[str, Assignment]) -> None:
    """Raise `ExerciseError` unless every exercise has its measured tolerances."""
    for assignment in library.values():
        for exercise in assignment.exercises:
            measured = (name for name, check in exercise.checks.items() if "holds" not in check.parameters)
            if any(name not in exercise.calibration for name in measured):
                raise ExerciseError(
                    f"{assignment.name}/{exercise.name} is not calibrated.",
                    f"Run `grade verify {assignment.name} --calibrate`.",
                )


def load_library(course: Course) -> dict[str, Assignment]:
    """Every assignment of the course, in its order."""
    return {name: load_assignment(course, name) for name in course.assignments}


def _load(path: Path) -> Exercise:
    name = f"solutions.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ExerciseError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        exercise = module.EXERCISE
        if isinstance(exercise, Exercise):
            exercise.proofread()
    except ExerciseError as error:
        raise ExerciseError(f"{path}: {error.message}", error.hint) from error
    except Exception as error:
        raise ExerciseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(exercise, Exercise) or exercise.name != path.stem:
        raise ExerciseError(f"{path}: EXERCISE must be an Exercise of a function called {path.stem}")
    return exercise


def _merged_imports(files: list[Path]) -> str:
    lines = list(dict.fromkeys(line for path in files for line in imports_of(path)))
    ours = [line for line in lines if "numpy" not in line]
    return "\n\n".join("\n".join(sorted(group)) for group in (ours, set(lines) - set(ours)) if group)


def _acquainted(assignment: Assignment) -> tuple[Exercise, ...]:
    """The exercises in the handout's order, each told of its neighbours."""
    placed = PLACE.findall(assignment.handout)
    unknown = set(placed) - {exercise.name for exercise in assignment.exercises}
    if unknown:
        raise ExerciseError(f"{assignment.folder}/handout.md places an unknown exercise {min(unknown)!r}")
    order = {name: place for place, name in enumerate(placed)}
    calibration = load_calibration(assignment.folder)
    ordered = sorted(assignment.exercises, key=lambda exercise: order.get(exercise.name, len(order)))
    known = [
        replace(
            exercise,
            assignment=assignment.name,
            calibration=calibration.get(exercise.name, {}),
            context=_context(assignment, exercise),
        )
        for exercise in ordered
    ]
    return tuple(_with_forward(exercise, known) for exercise in known)


def _context(assignment: Assignment, exercise: Exercise) -> str:
    others = [other.source.text for other in assignment.exercises if other is not exercise]
    return "\n\n".join([assignment.imports, assignment.given, *others])


def _with_forward(exercise: Exercise, known: list[Exercise]) -> Exercise:
    if not isinstance(exercise.reference, Vjp):
        return exercise
    for forward in known:
        if forward.name == exercise.reference.forward:
            return replace(exercise, forward=forward)
    raise ExerciseError(
        f"{exercise.assignment}/{exercise.name}: vjp({exercise.reference.forward!r}) names no exercise here"
    )


def load_calibration(folder: Path) -> dict[str, Any]:
    """The assignment's measured tolerances by exercise and check; empty before the first calibration."""
    path = folder / CALIBRATION
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ExerciseError(f"{path} is damaged: {error}", "Run `grade verify --calibrate`.") from error
