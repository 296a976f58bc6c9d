"""The screen and the keys of `grade check --watch`."""

import queue
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.errors import AutograderError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from autograder.student.check import PublicChecks
    from autograder.student.watch import Watched

SAVED = "saved"


def watch(public: "PublicChecks", assignment: str, work: Path, exercise: str | None) -> int:
    """Show one failing exercise at a time until the student quits; the exit code is 1 unless everything passes then."""
    from rich.live import Live

    from autograder.report.terminal import console
    from autograder.student.watch import Watched

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AutograderError("--watch needs a terminal.", "Run `grade check` without it.")
    watched, hints = Watched(public, assignment, work, exercise), 0
    events: queue.Queue[str] = queue.Queue()
    for listen, *args in ((_listen_to_keys, events), (_listen_to_saves, events, work)):
        threading.Thread(target=listen, args=args, daemon=True).start()
    with Live(console=console(), screen=True, auto_refresh=False) as live:
        watched.refresh()
        while True:
            live.update(_view(watched, hints), refresh=True)
            event = events.get()
            if event == "q":
                return int(watched.passed != watched.names)
            before = watched.current
            if event == "n":
                watched.advance()
            elif event == SAVED:
                watched.refresh()
            hints = hints + 1 if event == "h" else hints if watched.current == before else 0


def _listen_to_keys(events: "queue.Queue[str]") -> None:
    while True:
        try:
            events.put(click.getchar().lower())
        except (KeyboardInterrupt, EOFError):
            events.put("q")


def _listen_to_saves(events: "queue.Queue[str]", work: Path) -> None:
    """An editor may write a file anew under its name, so that its folder is watched."""
    from watchfiles import watch as changes

    for _ in changes(work if work.is_dir() else work.parent, recursive=False):
        events.put(SAVED)


def _view(watched: "Watched", hints: int) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from autograder.report.safe import safe
    from autograder.report.terminal import failure_view

    verdicts = [verdict for own in watched.verdicts.values() for verdict in own]
    points, most = sum(v.points for v in verdicts), sum(v.max_points for v in verdicts)
    head = f"{watched.assignment}: {len(watched.passed)} of {len(watched.names)} exercises pass their public checks"
    head += f", {points:g} of {most:g} points so far" if verdicts else ""
    parts: list[RenderableType] = [Text(head, "bold"), Text()]
    if watched.trouble:
        parts += [Text(safe(watched.trouble), "yellow"), Text()]
    failed = watched.failed(watched.current)
    if failed:
        told = watched.public.hints(watched.assignment, failed[0])[:hints]
        parts += [failure_view(failed[0]), Text()]
        parts += [Text(hint, "cyan") for hint in told] + [Text()] * bool(told)
    elif watched.passed == watched.names:
        parts += [Text("Everything passes. Hidden checks of the same kind run after you submit.", "green"), Text()]
    return Group(*parts, Text("h hint   n next   q quit; every save is checked", "dim"))
