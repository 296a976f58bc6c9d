"""Verdicts -> what a notebook's cell displays: HTML, or plain text.

Everything that a student's code can influence is escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO, TextIOWrapper

from rich.console import Console

from autograder.records import Verdict
from autograder.report.heatmap import svg
from autograder.report.safe import output_encoding, safe
from autograder.report.terminal import failure_view

UNWRITTEN = "not_implemented"  # a reason that is shown as a state of its own
COLOURS = {"passed": "#2e9e4f", "failed": "#e0483e", "could_not_judge": "#c98a00", UNWRITTEN: "#8a8a8a"}
MARKS = {"passed": "✓", "failed": "✗", "could_not_judge": "?", UNWRITTEN: "○"}
WORDS = {"passed": "ok", "failed": "FAILED", "could_not_judge": "NOT JUDGED", UNWRITTEN: "to write"}
CLOSING = "Hidden checks of the same kind run after you submit."
STYLE = "border-left:4px solid {};padding:2px 12px;max-width:60em;line-height:1.45"
CELL = '<td style="text-align:{};padding:1px 12px 1px 0">{}</td>'
LINES = "white-space:pre-wrap;margin:6px 0"
WIDTH = 100  # of the plain text
QUOTED = 8  # lines of a traceback


@dataclass(frozen=True)
class CheckView:
    """The result of one exercise's public checks: a row for each, then the first failure in full."""

    exercise: str
    verdicts: Sequence[Verdict]

    @property
    def points(self) -> float:
        """The points that the checks have earned so far."""
        return sum(verdict.points for verdict in self.verdicts)

    def _repr_html_(self) -> str:
        state = _state(self._failed[0]) if self._failed else "passed"
        rows = "".join(_row(verdict) for verdict in self.verdicts)
        table = f'<table style="margin:4px 0;border-collapse:collapse">{rows}</table>'
        first = "".join(_explained(self._failed[0])) if self._failed and not self._untouched else ""
        head = f"<b>{escape(self.exercise)}</b>: {escape(self._summary)}"
        closing = f"<div><small>{CLOSING}</small></div>"
        return f'<div style="{STYLE.format(COLOURS[state])}">{head}{table}{first}{closing}</div>'

    def __repr__(self) -> str:
        rows = [f"  {WORDS[_state(v)]:<10} {v.says}  ({v.points:g} / {v.max_points:g})" for v in self.verdicts]
        first = _plain(self._failed[0]) if self._failed and not self._untouched else []
        return "\n".join([f"{self.exercise}: {self._summary}", *rows, *first, CLOSING])

    @property
    def _failed(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.status != "passed"]

    @property
    def _untouched(self) -> bool:
        return all(verdict.reason == UNWRITTEN for verdict in self.verdicts)

    @property
    def _summary(self) -> str:
        most = sum(verdict.max_points for verdict in self.verdicts)
        passed = f"{len(self.verdicts) - len(self._failed)} of {len(self.verdicts)} public checks"
        return "not written yet" if self._untouched else f"{passed}, {self.points:g} of {most:g} points so far"


@dataclass(frozen=True)
class NoticeView:
    """A sentence that is shown instead of a result: what is missing, and what to do."""

    message: str
    hint: str = ""

    def _repr_html_(self) -> str:
        said = safe(f"{self.message}\n{self.hint}".strip(), lines=True)
        return f'<div style="{STYLE.format(COLOURS["could_not_judge"])};white-space:pre-wrap">{escape(said)}</div>'

    def __repr__(self) -> str:
        return safe(f"{self.message} {self.hint}".strip(), lines=True)


def _state(verdict: Verdict) -> str:
    return UNWRITTEN if verdict.reason == UNWRITTEN else verdict.status


def _row(verdict: Verdict) -> str:
    state = _state(verdict)
    mark = f'<span style="color:{COLOURS[state]};font-weight:bold">{MARKS[state]}</span>'
    points = f"{verdict.points:g} / {verdict.max_points:g}"
    cells = ((mark, "left"), (escape(f"it {verdict.says}"), "left"), (points, "right"))
    return "<tr>" + "".join(CELL.format(side, text) for text, side in cells) + "</tr>"


def _explained(verdict: Verdict) -> Iterator[str]:
    """The message, the map of wrong elements, and the student's own text."""
    head = f'<b style="color:{COLOURS[_state(verdict)]}">{escape(verdict.says)}</b>'
    yield f'<div style="{LINES}">{head}\n{escape(safe(verdict.message, lines=True))}</div>'
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
