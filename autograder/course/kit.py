"""A student kit's data: public calls with their expected values and what mistakes would give.

There are no answers but those that the course has released.

<kit>/kit/<assignment>.zip holds one member for each exercise, and one for each of its mistakes, each a frame of
    the wire's closed format. Reading it needs neither torch nor `solutions/`. If the course has its own kinds of check
    or functions, <kit>/kit/ holds these two files too.
"""

import inspect
import zipfile
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.config import Course
from autograder.course.folder import KIT
from autograder.course.library import load_vocabulary
from autograder.errors import CourseError
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.calibration import Calibration
from autograder.exercise.check import Check
from autograder.exercise.declare import Mistake
from autograder.exercise.verbs import KINDS
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import CallGroup, Expected, MistakenOutcomes, Question
from autograder.records.stored_calls import groups_of
from autograder.worker import wire
from autograder.worker.wire import Value


class Kit:
    """The data of a kit in ``root``; every method raises `CourseError` if it is damaged."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._archives: dict[str, zipfile.ZipFile] = {}
        self._replies: dict[tuple[str, str, str], dict[int, Value]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that the course's checks use."""
        return load_vocabulary(self.root / KIT)

    def assignment(self, course: Course, name: str) -> Assignment:
        """An assignment whose exercises know their public calls, and neither answers nor references."""
        course.plan(name)
        known: dict[str, AssignedExercise] = {}
        parts = [self._read(name, f"{number}") for number in range(self._read(name, "exercises"))]
        try:
            for data in sorted(parts, key=lambda data: bool(data["forward"])):  # a backward may come before its forward
                known[data["name"]] = self.exercise_of(data, known)
        except (KeyError, TypeError, ValueError) as error:
            raise CourseError(
                f"The kit in {self.root} was made by another version of `grade`.",
                "Install the version that it carries: pip install ./kit/*.whl",
            ) from error
        return Assignment(name, tuple(known[data["name"]] for data in parts), course.packages(name))

    def names(self, assignment: str) -> list[str]:
        """The exercises of an assignment, without reading them."""
        self._read(assignment, "exercises")
        members = self._archives[assignment].namelist()
        return [name.removesuffix("/values") for name in members if name.endswith("/values")]

    def answer(self, assignment: str, name: str) -> str | None:
        """The answer to an exercise, if it has been released."""
        self._read(assignment, "exercises")
        member = f"{name}/answer"
        return str(self._read(assignment, member)) if member in self._archives[assignment].namelist() else None

    def fingerprint(self, assignment: str) -> str:
        """A kit is read only, and records nothing."""
        return f"kit of {assignment}"

    def drawn(
        self, exercise: AssignedExercise, key: str, draw: Callable[[], list[CallGroup]], *, hidden: bool
    ) -> list[CallGroup]:
        """What ``draw`` gives: a kit has its calls drawn already."""
        return draw()

    def expect(
        self, exercise: AssignedExercise, groups: Sequence[CallGroup], public: Sequence[Question] = ()
    ) -> list[Question]:
        """The public calls of an exercise with their expected values."""
        values = self._read(exercise.assignment, f"{exercise.name}/values")
        calls = [call for group in groups for call in group]
        names = [mistake.says for mistake in exercise.mistakes]
        expected = {
            call: Expected(value, MistakenOutcomes(names, partial(self._reply, exercise, number)))
            for number, (call, value) in enumerate(zip(calls, values, strict=True))
        }
        return [Question.of(group, expected) for group in groups]

    def _reply(self, exercise: AssignedExercise, number: int, says: str) -> Value | None:
        """A mistake's reply to a public call, None if it does not concern that call; read when a check fails."""
        key = exercise.assignment, exercise.name, says
        if key not in self._replies:
            place = [mistake.says for mistake in exercise.mistakes].index(says)
            self._replies[key] = dict(self._read(exercise.assignment, f"{exercise.name}/mistake-{place}"))
        return self._replies[key].get(number)

    def _read(self, assignment: str, member: str) -> Any:
        path = self.root / KIT / f"{assignment}.zip"
        try:
            if assignment not in self._archives:
                self._archives[assignment] = zipfile.ZipFile(path)
            return wire.loads(self._archives[assignment].read(member))
        except (OSError, KeyError, zipfile.BadZipFile, wire.WireError) as error:
            raise CourseError(f"The kit's {path} is missing or damaged.", "Get a fresh copy of the kit.") from error

    def exercise_of(self, data: dict[str, Any], known: dict[str, AssignedExercise]) -> AssignedExercise:
        """An exercise from its data; its forward is one of those that are ``known`` already."""
        return AssignedExercise(
            assignment=data["assignment"],
            name=data["name"],
            signature=_signature(data["parameters"]),
            is_class=data["is_class"],
            stub=data["stub"],
            checks={name: self._check(check) for name, check in data["checks"].items()},
            keeps=data["keeps"],
            seconds=data["seconds"],
            trivial=data["trivial"],
            calibration=Calibration.of_data(data["calibration"]),
            forward=known[data["forward"]] if data["forward"] else None,
            differentiated=data["differentiated"],
            vocabulary=self.vocabulary,
            others=tuple(data["others"]),
            uses=tuple(data["uses"]),
            published=tuple(groups_of(data["calls"])),
        )

    def _check(self, data: dict[str, Any]) -> Check:
        kinds = {**{kind.verb: kind for kind in KINDS}, **self.vocabulary.kinds}
        slips = zip(data["catches"], data["raises"], data["hints"], strict=True)
        catches = tuple(Mistake(says, raises=raises, hint=hint) for says, raises, hint in slips)
        kind, says = kinds[data["verb"]], {"says": data["says"]} if data["says"] is not None else {}
        return kind(
            on=_undrawn, points=data["points"], hint=data["hint"], catches=catches, **says, **data["parameters"]
        )


def _undrawn(_: Any) -> Any:
    raise CourseError("A kit cannot draw new cases.", "Run the command in the course itself.")


def _signature(parameters: Sequence[Sequence[Any]]) -> inspect.Signature:
    """A signature of names, kinds and defaults."""
    return inspect.Signature(
        [
            inspect.Parameter(name, inspect._ParameterKind[kind], **({"default": default[0]} if default else {}))
            for name, kind, *default in parameters
        ]
    )
