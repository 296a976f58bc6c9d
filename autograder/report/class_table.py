"""Results of a class -> a table, or a summary of a large class; no number is ever cut."""

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Literal

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from autograder.course.config import AssignmentPlan, Course
from autograder.gradebook.totals import Total, total
from autograder.records import Result
from autograder.report.safe import safe
from autograder.report.terminal import unread_time
from autograder.system.lazy_dataclass import dataclass

LARGE = 30  # students; a larger class is summed up
MOST_LISTED = 20  # of each kind in a summary
LONGEST_NAME = 24  # columns for a student's name, which is folded above that
MARKS = {
    "*": "late",
    "+": "time of submission unknown",
    "!": "time of submission not understood",
    "-": "nothing handed in",
    ".": "not due yet",
    "?": "could not be judged",
    "x": "excused",
    "o": "decided by a person",
    "#": "not on the roster",
}


@dataclass(frozen=True)
class ClassResults:
    """What is recorded of a class: results by student and assignment, and each student's total.

    ``roster`` are the students of the class, None where that is not known.
    """

    course: Course
    results: Sequence[Result]
    now: datetime
    roster: Collection[str] | None = None

    @cached_property
    def plans(self) -> list[AssignmentPlan]:
        """The assignments with results, in the course's order."""
        known = {result.assignment for result in self.results}
        return [plan for plan in self.course.file.assignments if plan.name in known]

    @cached_property
    def by_student(self) -> dict[str, dict[str, Result]]:
        """Each student's results by assignment, sorted by student."""
        found: dict[str, dict[str, Result]] = {name: {} for name in sorted({str(r.student) for r in self.results})}
        for result in self.results:
            found[str(result.student)][result.assignment] = result
        return found

    def total(self, own: Mapping[str, Result]) -> Total:
        """One student's total of these assignments."""
        return total(own.values(), self._narrowed, self.now)

    @cached_property
    def _narrowed(self) -> Course:
        return self.course.narrowed([plan.name for plan in self.plans])

    def is_stranger(self, student: str) -> bool:
        """Whether a student is known not to be on the roster."""
        return self.roster is not None and student not in self.roster


def class_table(shown: ClassResults, *, wide: bool = False) -> RenderableType:
    """A row for each student; of a large class a summary, unless ``wide``."""
    large = len(shown.by_student) > LARGE and not wide
    return _summary(shown) if large else _Fitting(shown, wide)


@dataclass(frozen=True)
class _Fitting:
    """The table in as many parts as the terminal's width asks for, the total in the last one."""

    shown: ClassResults
    wide: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = list(_columns(self.shown))
        names, cells = columns[0], columns[1:]
        room = 10**6 if self.wide else options.max_width
        for part in _parts(cells, room - names.width - 4):
            table = Table(title=safe(self.shown.course.file.course), title_justify="left")
            for column in (names, *part):
                table.add_column(column.head, justify=column.justify, no_wrap=True, min_width=column.width)
            for row in zip(*(column.cells for column in (names, *part)), strict=True):
                table.add_row(*row)
            yield from console.render(table, options.update(width=max(options.max_width, table_width([names, *part]))))
        used = {mark for result in self.shown.results for mark in marks_of(result)}
        used |= {"#" for student in self.shown.by_student if self.shown.is_stranger(student)}
        yield Text("   ".join(f"{mark}: {says}" for mark, says in MARKS.items() if mark in used), "dim")


@dataclass(frozen=True)
class _Column:
    head: str
    cells: Sequence[Text]
    justify: Literal["left", "right"] = "right"

    @property
    def width(self) -> int:
        return max(
            Text(line).cell_len for text in (self.head, *(c.plain for c in self.cells)) for line in text.split("\n")
        )


def table_width(columns: Sequence[_Column]) -> int:
    """The width of a table with these columns and its lines."""
    return sum(column.width + 3 for column in columns) + 1


def _columns(shown: ClassResults) -> Iterator[_Column]:
    students = shown.by_student
    names = [f"{safe(name)}{' #' if shown.is_stranger(name) else ''}" for name in students]
    yield _Column("student", [Text(_folded(name)) for name in names], "left")
    for plan in shown.plans:
        yield _Column(f"{plan.name}\nof {plan.points:g}", [score_cell(own.get(plan.name)) for own in students.values()])
    totals = [shown.total(own) for own in students.values()]
    cells = [Text("-" if t.percent is None else f"{t.percent:.1f}", "bold") for t in totals]
    yield _Column("total\nin %", cells)
    yield _Column("due\nso far", [Text(f"{len(t.counted) + len(t.dropped)}") for t in totals])


def _folded(name: str) -> str:
    return "\n".join(name[at : at + LONGEST_NAME] for at in range(0, len(name), LONGEST_NAME)) or name


def _parts(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    part: list[_Column] = []
    for column in columns:
        if part and table_width([*part, column]) > room:
            yield part
            part = []
        part.append(column)
    if part:
        yield part


def score_cell(result: Result | None) -> Text:
    """A score with its marks, or one mark in its place."""
    if result is None:
        return Text("-", style="dim")
    marks = marks_of(result)
    if result.score is None or (result.status == "missing" and not result.score):
        return Text(marks[:1], style="yellow" if marks.startswith("?") else "dim")
    colour = "green" if result.points == result.max_points else "" if result.points else "red"
    return Text(f"{result.score:.1f}{marks}", style=colour)


def marks_of(result: Result) -> str:
    """The `MARKS` of a result; the first one stands in place of a score that there is not."""
    decided = "o" if any(one.kind != "extend" for one in result.decisions) else ""
    if result.excused:
        return "x"
    if result.status == "missing" and not result.score:
        return "." if result.score is None else f"-{decided}"
    if result.score is None:
        return f"?{decided}"
    late = "*" if result.late_days else ""
    unknown = "" if result.late_days is not None else "!" if unread_time(result.notes) else "+"
    return f"{late}{unknown}{decided}"


def needs(shown: ClassResults) -> dict[str, list[str]]:
    """What a person should look at, by kind."""
    found: dict[str, list[str]] = {
        "could not be judged": [],
        "time of submission unknown": [],
        "decided by a person": [],
        "not on the roster": [safe(name) for name in shown.by_student if shown.is_stranger(name)],
    }
    for result in shown.results:
        name = f"{safe(str(result.student))} {result.assignment}"
        if result.status == "could_not_judge":
            found["could not be judged"].append(name)
        elif result.status == "graded" and result.late_days is None:
            found["time of submission unknown"].append(name)
        if result.decisions:
            found["decided by a person"].append(name)
    return {kind: names for kind, names in found.items() if names}


def _summary(shown: ClassResults) -> RenderableType:
    """How each assignment went, then the rows that need a person."""
    table = Table(title=safe(shown.course.file.course), title_justify="left")
    for number, head in enumerate(("assignment", "graded", "not handed in", "not judged", "median", "mean", "of")):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    for plan in shown.plans:
        own = [result for result in shown.results if result.assignment == plan.name]
        scores = [r.score for r in own if r.score is not None and r.status == "graded"]
        counts = [sum(r.status == status for r in own) for status in ("graded", "missing", "could_not_judge")]
        middle = [f"{f(scores):.1f}" if scores else "-" for f in (statistics.median, statistics.fmean)]
        table.add_row(plan.name, *map(str, counts), *middle, f"{plan.points:g}")
    lines = [
        Text(f"{len(shown.by_student)} students. All of them: `grade table --wide`, or `grade table --csv`.", "dim")
    ]
    for kind, names in needs(shown).items():
        more = f", and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
        lines.append(Text(f"{kind} ({len(names)}): {', '.join(names[:MOST_LISTED])}{more}", "yellow"))
    return Group(table, *lines)
