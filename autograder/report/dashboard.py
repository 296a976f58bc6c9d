"""A class in a terminal: the distribution of each assignment, the top misconceptions, what needs a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from autograder.analysis.lessons import Lesson
from autograder.analysis.misconceptions import Misconception, Place
from autograder.analysis.overview import Assignment
from autograder.report.safe import safe
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

TOP = 10
MOST_LISTED = 10
BARS, PLAIN_BARS = " ▁▂▃▄▅▆▇█", " .:-=+*#@"


@dataclass(frozen=True)
class Dashboard:
    """A class at a glance, for rich; ``needs`` names what a person should look at, by kind."""

    course: str
    students: int
    assignments: Sequence[Assignment]
    board: Sequence[Misconception]
    needs: Mapping[str, Sequence[str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it, in ASCII if the terminal has no other characters."""
        plain = not options.encoding.startswith("utf")
        yield Text.assemble((safe(self.course), "bold"), f"  {many(self.students, 'student')}")
        yield Text()
        yield self._assignments(plain)
        yield Text()
        yield from self._misconceptions()
        for kind, names in self.needs.items():
            yield Text(_listed(kind, names), "yellow")

    def _assignments(self, plain: bool) -> RenderableType:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        heads = ("assignment", "handed in", "missing", "late", "not judged", "median", "of", "scores, 0 to full")
        for number, head in enumerate(heads):
            table.add_column(head, justify="right" if 0 < number < 7 else "left", no_wrap=True)
        for one in self.assignments:
            middle = "-" if one.median is None else f"{one.median:.1f}"
            counts = (one.graded + one.unjudged, one.missing, one.late, one.unjudged)
            bars = Text(f"|{bar(one.bins, plain=plain)}|", "cyan")
            table.add_row(one.plan.name, *map(str, counts), middle, f"{one.plan.points:g}", bars)
        return table

    def _misconceptions(self) -> RenderResult:
        held = [one for one in self.board if one.students]
        if not held:
            yield Text("No misconception is recognised.", "dim")
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for number, head in enumerate(("students", "got over it", "exercises", "lesson", "the code ...")):
            table.add_column(head, justify="right" if number < 3 else "left", no_wrap=number < 4)
        for one in held[:TOP]:
            counts = (len(one.students), len(one.overcome), len(one.places))
            table.add_row(*map(str, counts), one.assignment, Text(safe(one.title)))
        yield table
        if len(held) > TOP:
            yield Text(f"{len(held) - TOP:,} more: `grade report DIR`.", "dim")
        yield Text("Who holds one: `grade show --mistake TEXT`.", "dim")


def bar(bins: Sequence[int], *, plain: bool = False) -> str:
    """One character for each bin, as high as its share of the fullest; what is not empty is never blank."""
    levels, most = PLAIN_BARS if plain else BARS, max(bins, default=0)
    top = len(levels) - 1
    return "".join(levels[0 if not count else max(1, round(top * count / most))] for count in bins)


def _listed(kind: str, names: Sequence[str]) -> str:
    more = f", and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f"{kind} ({len(names)}): {', '.join(names[:MOST_LISTED])}{more}"


def holders(found: Misconception) -> RenderableType:
    """Who holds one misconception: a line for each exercise where it shows, with the students' names."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    table.add_column()
    for place, students in sorted(found.places.items(), key=lambda each: -len(each[1])):
        table.add_row("/".join(place), str(len(students)), Text(", ".join(safe(name) for name in sorted(students))))
    return table


def holders_head(found: Misconception, lessons: Mapping[Place, Lesson]) -> Text:
    """Its title, how many hold it, its lesson, and its sentences where these are others."""
    count, better = len(found.students), len(found.overcome)
    over = f"; {better} got over it in a later attempt" if better else ""
    text = Text.assemble(
        (safe(found.title), "bold"), f"\n  {many(count, 'student')}{over}; lesson: {lesson_of(found, lessons)}"
    )
    for says, students in found.sentences.items():
        if says != found.title:
            text.append(f"\n  {len(students)}: {safe(says)}", "dim")
    return text


def lesson_of(found: Misconception, lessons: Mapping[Place, Lesson]) -> str:
    """The lesson that a misconception belongs to: the declared assignment, or that of its exercise with its heading."""
    if not found.lesson and len(found.places) == 1:
        [place] = found.places
        if place in lessons:
            return str(lessons[place])
    titles = {lesson.assignment: lesson.title for lesson in lessons.values()}
    return titles.get(found.assignment, found.assignment)


def class_json(shown: Dashboard) -> dict[str, Any]:
    """The same as data."""
    return {
        "schema": "autograder/class/1",
        "course": shown.course,
        "students": shown.students,
        "assignments": [_assignment_json(one) for one in shown.assignments],
        "misconceptions": [misconception_json(one) for one in shown.board],
        "needs": {kind: list(names) for kind, names in shown.needs.items()},
    }


def _assignment_json(one: Assignment) -> dict[str, Any]:
    counts = ("graded", "missing", "waiting", "unjudged", "excused", "late", "time_unknown")
    scores = {"median": one.median, "mean": one.mean, "full_score": one.plan.points, "tenths": list(one.bins)}
    return {"assignment": one.plan.name, **{name: getattr(one, name) for name in counts}, **scores}


def misconception_json(one: Misconception) -> dict[str, Any]:
    """One misconception, with its students."""
    return {
        "misconception": one.title,
        "named": one.named,
        "lesson": one.assignment,
        "students": sorted(one.students),
        "got_over_it": sorted(one.overcome),
        "sentences": {says: len(students) for says, students in one.sentences.items()},
        "exercises": {"/".join(place): sorted(students) for place, students in one.places.items()},
    }
