"""The progress of `grade all`: a bar in a terminal, or a line for each submission in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from autograder.cli.shared import Screen

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.records import Submission, Verdict

LOGGED = ("graded", "could not be judged")


def watched(graded: Iterator[tuple["Submission", "list[Verdict] | None"]], total: int, screen: Screen) -> Iterator[str]:
    """The kind of each finished submission, while showing a progress bar in a terminal or lines in a pipe."""
    console = screen.err
    in_terminal = console.is_terminal
    with _bar(console, total) if in_terminal else nullcontext(lambda: None) as advance:
        for done, (submission, verdicts) in enumerate(graded, start=1):
            kind = _kind(submission, verdicts)
            advance()
            if screen.verbose or (not in_terminal and kind in LOGGED):
                said = f"[{done}/{total}] {_line(submission, verdicts, kind)}"
                console.print(said, markup=False, soft_wrap=True)
            yield kind


@contextmanager
def _bar(console: "Console", total: int) -> Iterator[Callable[[], None]]:
    """A progress bar; what is given is called for each finished submission."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Submissions a second: asked when the bar is drawn, since it takes longer than an unchanged submission."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("grading", total=total)
        yield lambda: bar.update(task, advance=1)


def _kind(submission: "Submission", verdicts: "list[Verdict] | None") -> str:
    if verdicts is None:
        return "unchanged"
    if any(verdict.status == "could_not_judge" for verdict in verdicts):
        return "could not be judged"
    return "not handed in" if submission.missing else "graded"


def _line(submission: "Submission", verdicts: "list[Verdict] | None", kind: str) -> str:
    from autograder.report.safe import safe

    points, most = (sum(getattr(v, key) for v in verdicts or []) for key in ("points", "max_points"))
    said = f"{points:g} of {most:g}" if kind == "graded" else kind
    notes = "".join(f" ({safe(note)})" for note in submission.notes)
    return f"{safe(submission.student)} {submission.assignment}: {said}{notes}"
