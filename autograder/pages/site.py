"""A class's results -> the pages of its report."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.analysis.items import Item, item_analysis
from autograder.analysis.lessons import Lesson
from autograder.analysis.misconceptions import Misconception, Place
from autograder.analysis.overview import overview
from autograder.analysis.variants import Variant
from autograder.pages.folder import page_name
from autograder.pages.paper import page
from autograder.pages.student import StudentView, student_view
from autograder.report.class_table import ClassResults
from autograder.report.dashboard import lesson_of
from autograder.system.lazy_dataclass import dataclass

LINKS = (
    ("index.html", "Class"),
    ("misconceptions.html", "Misconceptions"),
    ("exercises.html", "Exercises"),
    ("students.html", "Students"),
)


@dataclass(frozen=True)
class Site:
    """What the report of a class is made of; ``needs`` names what a person should look at, by kind."""

    shown: ClassResults
    board: Sequence[Misconception]
    lessons: Mapping[Place, Lesson]
    variants: Sequence[Variant]
    needs: Mapping[str, Sequence[str]]

    def files(self) -> Iterator[tuple[str, str]]:
        """The path and text of each page."""
        items = item_analysis(self.shown.results)
        board = [one for one in self.board if one.students or one.overcome]
        pages = {name: page_name(name) for name in self.shown.by_student}
        yield self._page("index.html", "class.html", self.shown.course.file.course, **self._class(board))
        yield from self._misconceptions(board, pages)
        yield self._page("exercises.html", "exercises.html", "Exercises", items=items)
        for plan in self.shown.plans:
            yield self._assignment(plan.name, items)
        yield self._page(
            "students.html", "students.html", "Students", plans=self.shown.plans, rows=self._rows(), pages=pages
        )
        for view in student_views(self.shown):
            yield f"students/{pages[view.student]}.html", view.html
            yield f"students/{pages[view.student]}.md", view.markdown

    def _misconceptions(self, board: Sequence[Misconception], pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The board, and a page for each misconception, so that the board stays short however many there are."""
        name = "misconceptions.html"
        yield self._page(name, name, "Misconceptions", board=board, lesson=self._lesson, file=_misconception_file)
        for number, one in enumerate(board, start=1):
            told = {"title": one.title, "one": one, "lesson": self._lesson(one), "pages": pages, "up": "../"}
            yield _misconception_file(number), page("misconception.html", scripted=False, links=LINKS, **told)

    def _page(self, name: str, template: str, title: str, **content: Any) -> tuple[str, str]:
        scripted = name in ("misconceptions.html", "exercises.html", "students.html")
        return name, page(template, scripted=scripted, title=title, links=LINKS, here=name, **content)

    def _class(self, board: Sequence[Misconception]) -> dict[str, Any]:
        decided = [
            f"{result.student} {result.assignment}, {one.target}: {one.kind} {one.value} by {one.said_by}"
            for result in self.shown.results
            for one in result.decisions
        ]
        return {
            "students": len({*self.shown.by_student, *(self.shown.roster or ())}),
            "now": as_text(self.shown),
            "assignments": overview(self.shown.course.file.assignments, self.shown.results),
            "board": [(_misconception_file(place), one) for place, one in enumerate(board, start=1) if one.students],
            "needs": self.needs,
            "decisions": decided,
        }

    def _assignment(self, name: str, items: Sequence[Item]) -> tuple[str, str]:
        own = [item for item in items if item.assignment == name]
        variants = [one for one in self.variants if one.assignment == name]
        return self._page(f"exercises-{name}.html", "assignment.html", name, items=own, variants=variants)

    def _lesson(self, one: Misconception) -> str:
        return lesson_of(one, self.lessons)

    def _rows(self) -> Iterator[tuple[str, list[str], str]]:
        for name, own in self.shown.by_student.items():
            results = [own.get(plan.name) for plan in self.shown.plans]
            scores = ["" if r is None or r.score is None or r.excused else f"{r.score:g}" for r in results]
            percent = self.shown.total(own).percent
            yield name, scores, "" if percent is None else f"{percent:.1f}"


def _misconception_file(number: int) -> str:
    """Its page; the number is its place on the board."""
    return f"misconceptions/{number:04}.html"


def student_views(shown: ClassResults) -> Iterator[StudentView]:
    """What each student is told."""
    now, order = as_text(shown), shown.course.assignments
    for name, own in shown.by_student.items():
        found = shown.total(own)
        total = f"{found.percent:.1f} % {found.says}" if found.percent is not None else ""
        results = sorted(own.values(), key=lambda result: order.index(result.assignment))
        yield student_view(name, results, course=shown.course.file.course, now=now, total=total)


def as_text(shown: ClassResults) -> str:
    """The time of the report, in the course's zone."""
    return f"{shown.now.astimezone(shown.course.zone):%Y-%m-%d %H:%M}"
