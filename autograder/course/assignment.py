"""An assignment: its exercises, in the order of its handout."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

from autograder.errors import ExerciseError, nearest
from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.system.lazy_dataclass import dataclass

PLACE = r"^\{\{ *(\w+) *\}\}$"
"""A line of a handout that stands for an exercise, as a pattern."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """What is needed to check one assignment; a kit holds no more.

    ``packages`` are what submissions may import besides the standard library.
    """

    name: str
    exercises: tuple[AssignedExercise, ...]
    packages: tuple[str, ...] = ("numpy",)

    def exercise(self, name: str) -> AssignedExercise:
        """The exercise called ``name``; raises `ExerciseError` if there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        names = [known.name for known in self.exercises]
        raise ExerciseError(
            f"{self.name} has no exercise {name!r}.{nearest(name, names)}", f"Its exercises are: {', '.join(names)}."
        )

    def narrowed(self, *names: str | None) -> Self:
        """The assignment with only the named exercises (all if none is named); raises `ExerciseError`."""
        chosen = tuple(self.exercise(name) for name in names if name)
        return replace(self, exercises=chosen) if chosen else self

    @property
    def points(self) -> float:
        """The sum of the exercises' points."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def forwards(self) -> dict[str, str]:
        """The forward exercise of each backward, which a check of the backward may call."""
        return {exercise.name: exercise.forward.name for exercise in self.exercises if exercise.forward}

    @property
    def functions_text(self) -> str:
        """The source of the course's own functions that calls can pass to students' functions."""
        return self.exercises[0].vocabulary.functions_text if self.exercises else ""


@dataclass(frozen=True, eq=False)
class SolvedAssignment(Assignment):
    """An assignment of the course's library, which has the answers too.

    ``imports`` and ``given`` are the text that a module of it starts with.
    """

    exercises: tuple[SolvedExercise, ...]
    folder: Path = Path()
    imports: str = ""
    given: str = ""

    def exercise(self, name: str) -> SolvedExercise:
        """The exercise called ``name``; raises `ExerciseError` if there is none."""
        found = super().exercise(name)
        assert isinstance(found, SolvedExercise)  # noqa: S101  (all of them are)
        return found

    @cached_property
    def handout(self) -> str:
        """The problem sheet's text, with a ``{{ place }}`` for some exercises."""
        path = self.folder / "handout.md"
        return path.read_text(encoding="utf-8") if path.is_file() else f"# {self.name}\n"

    @property
    def title(self) -> str:
        """The problem sheet's title."""
        return self.handout.splitlines()[0].lstrip("# ")

    def module(self, functions: Mapping[str, str]) -> str:
        """A module of this assignment: its title, imports, given code, then ``functions`` in order."""
        parts = [f'"""{self.title}."""\n\n{self.imports}', self.given, *(functions[e.name] for e in self.exercises)]
        return "\n\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"

    def composed(self, text: Callable[[SolvedExercise], str]) -> str:
        """The `module` whose functions are what ``text`` gives for each exercise."""
        return self.module({exercise.name: text(exercise) for exercise in self.exercises})

    @property
    def stub(self) -> str:
        """What students start from."""
        return self.composed(lambda exercise: exercise.stub)

    @property
    def answer(self) -> str:
        """The module with every answer in it."""
        return self.composed(lambda exercise: exercise.source.text)
