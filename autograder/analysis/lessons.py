"""The course's exercises -> which lesson each belongs to, and which mistakes it names."""

import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.analysis.misconceptions import Place, Vocabulary
from autograder.course.assignment import PLACE, SolvedAssignment
from autograder.course.misconceptions import Declared
from autograder.system.lazy_dataclass import dataclass

HEADING = re.compile(r"^#{2,} +(.+?)\s*$")


@dataclass(frozen=True)
class Lesson:
    """Where an exercise is taught: the handout's title, and the heading above the exercise."""

    assignment: str
    title: str
    section: str = ""

    def __str__(self) -> str:
        """The title with the heading."""
        return " - ".join(filter(None, (self.title, self.section)))


def lessons(library: Iterable[SolvedAssignment]) -> dict[Place, Lesson]:
    """The lesson of each exercise."""
    found = {}
    for assignment in library:
        sections = _sections(assignment.handout)
        for exercise in assignment.exercises:
            section = sections.get(exercise.name, "")
            found[assignment.name, exercise.name] = Lesson(assignment.name, assignment.title, section)
    return found


def _sections(handout: str) -> dict[str, str]:
    """The heading above each exercise that the handout places."""
    found, heading = {}, ""
    for line in handout.splitlines():
        if match := HEADING.match(line):
            heading = match[1]
        elif match := re.match(PLACE, line):
            found[match[1]] = heading
    return found


def vocabulary(library: Mapping[str, SolvedAssignment], declared: Sequence[Declared]) -> Vocabulary:
    """The sentences of the course's named mistakes, by exercise, with the declared misconceptions."""
    named = {
        (assignment.name, exercise.name): {
            mistake.says for check in exercise.checks.values() for mistake in check.catches
        }
        for assignment in library.values()
        for exercise in assignment.exercises
    }
    return Vocabulary(named, declared)
