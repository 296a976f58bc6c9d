"""Verdicts -> what a notebook's cell displays: HTML, or plain text.

Everything that a student's code can influence is escaped.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape
from io import BytesIO, TextIOWrapper
from pathlib import Path

from rich.console import Console

from autograder.records import Verdict
from autograder.report.heatmap import svg
from autograder.report.safe import output_encoding, safe
from autograder.report.snippet import snippet
from autograder.report.terminal import failure_view
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

UNWRITTEN = "not_implemented"  # a reason that is shown as a state of its own
WAITING = "waiting"  # for right values, without which the check does not count
GREY = "#8a8a8a"
COLOURS = {
    "passed": "#2e9e4f",
    "failed": "#e0483e",
    "could_not_judge": "#c98a00",
    UNWRITTEN: GREY,
    WAITING: GREY,
}
MARKS = {"passed": "✓", "failed": "✗", "could_not_judge": "?", UNWRITTEN: "○", WAITING: "·"}
WORDS = {
    "passed": "ok",
    "failed": "FAILED",
    "could_not_judge": "NOT JUDGED",
    UNWRITTEN: "to write",
    WAITING: "waits",
}
DIFFERS = "background:rgba(201,138,0,0.22)"
OTHER = "Other texts are as good where they pass the checks."
CLOSING = "Hidden checks of the same kind run after you submit."
STYLE = "border-left:4px solid {};padding:2px 12px;max-width:60em;line-height:1.45"
CELL = '<td style="text-align:{};padding:1px 12px 1px 0">{}</td>'
LINES = "white-space:pre-wrap;margin:6px 0"
WIDTH = 100  # of the plain text
QUOTED = 8  # lines of a traceback
NOTEBOOK = Path("notebook.ipynb")  # where the lines of a failed call are pasted


@dataclass(frozen=True)
class CheckView:
    """The result of one exercise's public checks: a row for each, then the first failure in full.

    The checks in ``waiting`` do not count before the values are right. Below the first failure stand the lines that do
    its call again in another cell.
    """

    exercise: str
    assignment: str
    verdicts: Sequence[Verdict]
    waiting: Collection[str] = ()

    @property
    def points(self) -> float:
        """The points that the checks have earned so far."""
        return sum(verdict.points for verdict in self.verdicts)

    def _repr_html_(self) -> str:
        state = _state(self._failed[0]) if self._failed else "passed"
        rows = "".join(_row(verdict, self._state(verdict)) for verdict in self.verdicts)
        table = f'<table style="margin:4px 0;border-collapse:collapse">{rows}</table>'
        first = "".join(self._explained()) if self._failed and not self._untouched else ""
        head = f"<b>{escape(self.exercise)}</b>: {escape(self._summary)}"
        closing = f"<div><small>{CLOSING}</small></div>"
        return f'<div style="{STYLE.format(COLOURS[state])}">{head}{table}{first}{closing}</div>'

    def __repr__(self) -> str:
        rows = [f"  {WORDS[self._state(v)]:<10} {v.says}  ({v.points:g} / {v.max_points:g})" for v in self.verdicts]
        first = [*_plain(self._failed[0]), *self._again] if self._failed and not self._untouched else []
        return "\n".join([f"{self.exercise}: {self._summary}", *rows, *first, CLOSING])

    def _explained(self) -> Iterator[str]:
        yield from _explained(self._failed[0])
        if self._again:
            yield f'<pre style="{LINES}">{escape(safe(chr(10).join(self._again), lines=True))}</pre>'

    @property
    def _again(self) -> list[str]:
        """The lines that do the call of the first failure again."""
        return snippet(self._failed[0], self.assignment, NOTEBOOK).splitlines()

    def _state(self, verdict: Verdict) -> str:
        waits = verdict.check in self.waiting and verdict.reason != UNWRITTEN
        return WAITING if waits and verdict.status == "failed" else _state(verdict)

    @property
    def _failed(self) -> list[Verdict]:
        """What did not pass, those that wait last."""
        failed = [verdict for verdict in self.verdicts if verdict.status != "passed"]
        return sorted(failed, key=lambda verdict: verdict.check in self.waiting)

    @property
    def _untouched(self) -> bool:
        return all(verdict.reason == UNWRITTEN for verdict in self.verdicts)

    @property
    def _summary(self) -> str:
        most = sum(verdict.max_points for verdict in self.verdicts)
        passed = f"{len(self.verdicts) - len(self._failed)} of {many(len(self.verdicts), 'public check')}"
        return "not written yet" if self._untouched else f"{passed}, {self.points:g} of {most:g} points so far"


@dataclass(frozen=True)
class NoticeView:
    """A sentence that is shown instead of a result: what is missing, and what to do."""

    message: str
    hint: str = ""
    state: str = "could_not_judge"

    def _repr_html_(self) -> str:
        said = _text(f"{self.message}\n{self.hint}".strip())
        return f'<div style="{STYLE.format(COLOURS[self.state])};white-space:pre-wrap">{said}</div>'

    def __repr__(self) -> str:
        return safe(f"{self.message} {self.hint}".strip(), lines=True)


@dataclass(frozen=True)
class Row:
    """One exercise of an assignment: its name, how many checks fail, and its verdicts."""

    exercise: str
    failed: int
    verdicts: Sequence[Verdict]

    @property
    def state(self) -> str:
        """Whether it passes, fails or is not written."""
        if self.failed and all(verdict.reason == UNWRITTEN for verdict in self.verdicts):
            return UNWRITTEN
        return "failed" if self.failed else "passed"

    @property
    def words(self) -> str:
        """The state in words."""
        return {"passed": "ok", "failed": f"{self.failed} to fix", UNWRITTEN: "not written yet"}[self.state]

    @property
    def points(self) -> float:
        """The points so far."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def max_points(self) -> float:
        """The points of all checks."""
        return sum(verdict.max_points for verdict in self.verdicts)


@dataclass(frozen=True)
class ProgressView:
    """How far an assignment is: a bar, and a row for each exercise."""

    assignment: str
    rows: Sequence[Row]

    def _repr_html_(self) -> str:
        rows = "".join(map(_progress_row, self.rows))
        table = f'<table style="margin:4px 0;border-collapse:collapse">{rows}</table>'
        state = "passed" if all(row.state == "passed" for row in self.rows) else UNWRITTEN
        head = f"<b>{escape(self.assignment)}</b>: {escape(self._summary)}"
        most = sum(row.max_points for row in self.rows)
        bar = _bar(sum(row.points for row in self.rows) / most if most else 0.0, "100%")
        return f'<div style="{STYLE.format(COLOURS[state])}">{head}{bar}{table}{escape(self._next)}</div>'

    def __repr__(self) -> str:
        rows = [f"  {row.words:<16} {row.exercise}  ({row.points:g} / {row.max_points:g})" for row in self.rows]
        return "\n".join([f"{self.assignment}: {self._summary}", *rows, self._next])

    @property
    def _summary(self) -> str:
        passed = sum(row.state == "passed" for row in self.rows)
        functions = many(len(self.rows), "function passes its public checks", "functions pass their public checks")
        points, most = sum(row.points for row in self.rows), sum(row.max_points for row in self.rows)
        return f"{passed} of {functions}, {points:g} of {most:g} points so far"

    @property
    def _next(self) -> str:
        order = [row.exercise for state in (UNWRITTEN, "failed") for row in self.rows if row.state == state]
        return f"Next: {order[0]}" if order else f"Everything passes. To hand it in: grade submit {self.assignment}"


@dataclass(frozen=True)
class SolutionView:
    """One's own text of a function beside an answer."""

    exercise: str
    own: str
    answer: str

    def _repr_html_(self) -> str:
        own, answer = self.own, self.answer
        parts = ((f"Your {self.exercise}", own, answer), ("An answer of the course", answer, own))
        columns = "".join(_column(head, text, other) for head, text, other in parts if text)
        return f'<div style="display:flex;flex-wrap:wrap;gap:2em">{columns}</div><div><small>{OTHER}</small></div>'

    def __repr__(self) -> str:
        own = f"Your {self.exercise}:\n\n{safe(self.own, lines=True)}\n\n" if self.own else ""
        return f"{own}An answer of the course:\n\n{self.answer}\n{OTHER}"


def _column(head: str, text: str, other: str) -> str:
    """A text of Python below its heading; lines that the other text lacks have another background."""
    known = {line.strip() for line in (other or text).splitlines()}
    lines = "".join(
        f'<div style="{"" if line.strip() in known else DIFFERS}">{escape(safe(line)) or "&nbsp;"}</div>'
        for line in text.splitlines()
    )
    return f'<div style="flex:1 1 24em;overflow-x:auto"><b>{escape(head)}</b><pre style="{LINES}">{lines}</pre></div>'


def _bar(share: float, width: str) -> str:
    """A bar that is green up to ``share``, from 0 to 1."""
    outer = f"background:rgba(138,138,138,0.3);height:8px;width:{width};border-radius:4px;margin:3px 0"
    inner = f"background:{COLOURS['passed']};height:8px;width:{100 * share:.0f}%;border-radius:4px"
    return f'<div style="{outer}"><div style="{inner}"></div></div>'


def _progress_row(row: Row) -> str:
    mark = f'<span style="color:{COLOURS[row.state]};font-weight:bold">{MARKS[row.state]}</span>'
    points, share = f"{row.points:g} / {row.max_points:g}", row.points / row.max_points if row.max_points else 0.0
    cells = (mark, f"<code>{escape(row.exercise)}</code>", row.words, points, _bar(share, "8em"))
    sides = ("left", "left", "left", "right", "left")
    return "<tr>" + "".join(CELL.format(side, text) for side, text in zip(sides, cells, strict=True)) + "</tr>"


def _text(text: str) -> str:
    """A message as HTML: what stands between backticks is code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(safe(text, lines=True)))


def _state(verdict: Verdict) -> str:
    return UNWRITTEN if verdict.reason == UNWRITTEN else verdict.status


def _row(verdict: Verdict, state: str) -> str:
    mark = f'<span style="color:{COLOURS[state]};font-weight:bold">{MARKS[state]}</span>'
    points = f"{verdict.points:g} / {verdict.max_points:g}"
    cells = ((mark, "left"), (_text(f"it {verdict.says}"), "left"), (points, "right"))
    return "<tr>" + "".join(CELL.format(side, text) for text, side in cells) + "</tr>"


def _explained(verdict: Verdict) -> Iterator[str]:
    """The message, the map of wrong elements, and the student's own text."""
    head = f'<b style="color:{COLOURS[_state(verdict)]}">{_text(verdict.says)}</b>'
    yield f'<div style="{LINES}">{head}\n{_text(verdict.message)}</div>'
    if verdict.differs:
        differs = safe(verdict.differs, lines=True)
        yield f"<div>{escape(differs.partition(chr(10))[0])}</div>{svg(differs)}"
    quoted = safe(verdict.detail, lines=True).rstrip().splitlines()[-QUOTED:]
    if quoted:
        yield f'<pre style="opacity:0.75;{LINES}">{escape(chr(10).join(quoted))}</pre>'


def _plain(verdict: Verdict) -> list[str]:
    paper = TextIOWrapper(BytesIO(), encoding=output_encoding())  # the map is drawn in what can be shown
    console = Console(file=paper, width=WIDTH, color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(failure_view(verdict))
    return ["", *captured.get().rstrip().splitlines(), ""]
