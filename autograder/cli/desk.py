"""What the commands about a whole class share: its results, its students, and its misconceptions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import Screen, assignments_option, instructors_only, the_course
from autograder.cli.show import as_of, at_option, submissions_option
from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from autograder.analysis.lessons import Lesson
    from autograder.analysis.misconceptions import Misconception, Place, Vocabulary
    from autograder.course.assignment import SolvedAssignment
    from autograder.course.config import Course
    from autograder.gradebook.store import Gradebook
    from autograder.records import Result
    from autograder.report.class_table import ClassResults

Command = TypeVar("Command", bound=Callable[..., Any])


def desk_options(command: Command) -> Command:
    """Options: the class, its assignments, and the time."""
    everybody = click.option("--all-students", is_flag=True, help="Also students who are not on the roster.")
    for option in (gradebook_option, submissions_option, at_option, everybody, assignments_option):
        command = option(command)
    return command


@dataclass(frozen=True)
class Desk:
    """What is recorded of a class: ``results`` of its students, and why others are ``left_out``.

    ``rows`` are what the roster says of each student, empty without a roster.
    """

    course: "Course"
    book: "Gradebook"
    now: datetime
    results: "Sequence[Result]"
    left_out: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]

    @cached_property
    def library(self) -> "dict[str, SolvedAssignment]":
        """The exercises of the assignments."""
        from autograder.course.library import load_library

        return load_library(self.course)

    @cached_property
    def lessons(self) -> "dict[Place, Lesson]":
        """The lesson of each exercise."""
        from autograder.analysis.lessons import lessons

        return lessons(self.library.values())

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        """The mistakes that the course names."""
        from autograder.analysis.lessons import vocabulary
        from autograder.course.misconceptions import declared_misconceptions

        return vocabulary(self.library, declared_misconceptions(self.course))

    @cached_property
    def board(self) -> "list[Misconception]":
        """The misconceptions of the class, with those of earlier attempts."""
        from autograder.analysis.held import held, held_before
        from autograder.analysis.misconceptions import board

        students = {result.student for result in self.results}
        earlier = [
            one
            for (student, assignment), snapshot in self.book.earlier_attempts()
            if student in students and assignment in self.course.assignments
            for one in held_before(student, assignment, snapshot.verdicts)
        ]
        return board(held(self.results), self.vocabulary, earlier)

    @cached_property
    def shown(self) -> "ClassResults":
        """The results for a table; those who are left out are only named."""
        from autograder.report.class_table import ClassResults

        return ClassResults(self.course, self.results, self.now, [*self.rows] or None)


def open_desk(
    screen: Screen,
    *,
    assignments: tuple[str, ...],
    all_students: bool,
    at: datetime | None,
    submissions: Path,
    gradebook: str | None,
) -> Desk:
    """The class that the options choose; raises `AutograderError`."""
    instructors_only()
    from autograder.export.students import in_the_class
    from autograder.submissions.roster import ROSTER, read_descriptions

    course = the_course()
    wanted, now = course.narrowed(assignments), as_of(course, at)
    rows = read_descriptions(submissions / ROSTER)
    book = open_gradebook(course, gradebook, screen, create=False)
    recorded = [one for one in book.results(course, now=now) if one.assignment in wanted.assignments]
    results, left_out = in_the_class(recorded, None if all_students or not rows else rows)
    return Desk(wanted, book, now, results, left_out, rows)
