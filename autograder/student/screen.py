"""The page of `grade check --watch`: progress at the top, the list or one exercise below, the keys at the bottom."""

from collections.abc import Iterator
from pathlib import Path

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from autograder.exercise.source import STUB
from autograder.report.safe import safe
from autograder.report.snippet import snippet
from autograder.report.terminal import failure_view, remaining, then
from autograder.student.watch import Watched, WatchSession
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

KEYS = ("h hint", "n next", "p back", "l list", "r reset", "q quit")
CUT = "  ... enlarge the window to see the rest"
BAR_WIDTH = 60
NOTES = 3  # remarks on the file that are shown
HIDDEN = "Hidden checks of the same kind run after you submit."


@dataclass(frozen=True)
class Page:
    """A header and a footer that are always shown, and as much of the body as fits, including its line ``keep``."""

    head: RenderableType
    body: RenderableType
    foot: RenderableType
    keep: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = options.height or console.height
        free = options.update(height=None)
        head, body, foot = (console.render_lines(part, free) for part in (self.head, self.body, self.foot))
        room = max(height - len(head) - len(foot), 0)
        if len(body) > room:
            start = max(0, min(self.keep - room // 2, len(body) - room)) if self.keep else 0
            cut = console.render_lines(Text(CUT, "dim", no_wrap=True), free)
            body = body[start : start + room - 1] + cut if room and not self.keep else body[start : start + room]
        blank = [[Segment(" " * options.max_width)]] * (room - len(body))
        for line in (head + body + blank + foot)[:height]:
            yield from line
            yield Segment.line()


def page(watched: Watched, session: WatchSession) -> Page:
    """The page for the present state."""
    body = _list(watched, session) if session.listing else _exercise(watched, session)
    head = Group(*_head(watched, session), Text())
    keep = session.names.index(session.current) if session.listing else 0
    return Page(head, body, _foot(session), keep)


def closing(watched: Watched, session: WatchSession) -> str:
    """The summary that is printed when the watch ends."""
    if session.done:
        return f"{_summary(watched, session)}\n{_handing_in(watched)}"
    return f"{_summary(watched, session)}\nTo go on: grade check {watched.name} --watch"


def _summary(watched: Watched, session: WatchSession) -> str:
    verdicts = [verdict for own in session.snapshot.verdicts.values() for verdict in own]
    points, most = sum(v.points for v in verdicts), sum(e.points for e in watched.assignment.exercises)
    exercises = many(len(session.names), "exercise passes its public checks", "exercises pass their public checks")
    return f"{watched.name}: {len(session.passed)} of {exercises}, {points:g} of {most:g} points so far"


def _handing_in(watched: Watched) -> str:
    if watched.only:
        return f"All watched exercises pass. See the rest: grade check {watched.name}"
    return f"Everything passes. {HIDDEN}\nTo hand it in: grade submit {watched.name}"


def _head(watched: Watched, session: WatchSession) -> Iterator[RenderableType]:
    snapshot = session.snapshot
    yield Text(_summary(watched, session), "bold")
    yield Padding(ProgressBar(len(session.names), len(session.passed), width=BAR_WIDTH), 0)
    if snapshot.trouble:
        yield Text(safe(snapshot.trouble), "yellow")
    for note in snapshot.notes[:NOTES]:
        yield Text(f"note: {safe(note)}", "yellow")
    if snapshot.checking:
        few = len(snapshot.checking) <= 3
        yield Text(
            f"Checking {', '.join(snapshot.checking) if few else f'{len(snapshot.checking)} exercises'} ...", "cyan"
        )
    for line in filter(None, (*session.news, session.reply)):
        yield Text(safe(line), "green")
    if session.done and not snapshot.checking:
        yield Text(_handing_in(watched), "bold green")


def _foot(session: WatchSession) -> RenderableType:
    if session.asking:
        asked = f"Put the stub of {session.current} back? A copy of your file is kept.  y yes  any other key: no"
        return Text(asked, "bold yellow")
    keys = [*(["Enter open"] if session.listing else []), *KEYS]
    return Columns([Text(key, "dim", no_wrap=True) for key in keys], padding=(0, 2))


def _list(watched: Watched, session: WatchSession) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    for exercise in watched.assignment.exercises:
        own = session.snapshot.verdicts.get(exercise.name, ())
        here = exercise.name == session.current
        points = f"{sum(verdict.points for verdict in own):g} / {exercise.points:g}"
        name = Text(f"{'>' if here else ' '} {exercise.name}", "bold" if here else "", no_wrap=True)
        table.add_row(name, _state(session, exercise.name), Text(points, justify="right", no_wrap=True))
    return table


def _state(session: WatchSession, name: str) -> Text:
    if name in session.snapshot.checking:
        return Text("checking ...", "cyan", no_wrap=True)
    own = session.snapshot.verdicts.get(name)
    return remaining(own, session.snapshot.failed(name)) if own else Text("not checked yet", "dim")


def _exercise(watched: Watched, session: WatchSession) -> RenderableType:
    name, snapshot = session.current, session.snapshot
    number = session.names.index(name) + 1
    where = ", ".join(part for part in (_shown(watched.file), snapshot.places.get(name, "")) if part)
    head = Text.assemble((f"{number}. {name}", "bold"), (f"   {where}", "dim"))
    return Group(head, Text(), *_hints(watched, session), *_state_of_exercise(watched, session))


def _state_of_exercise(watched: Watched, session: WatchSession) -> Iterator[RenderableType]:
    name, snapshot = session.current, session.snapshot
    failed = snapshot.failed(name)
    if snapshot.unwritten(name):
        text = watched.assignment.exercise(name).stub
        yield Text("It is not written yet. It must do this:", "yellow")
        yield Text("\n".join(line for line in text.splitlines() if line.strip() != STUB))
    elif failed:
        yield failure_view(failed[0], then=then(failed[1:]))
        yield Text(snippet(failed[0], watched.name, watched.file), "dim")
    elif snapshot.passes(name):
        yield Text("It passes its public checks.", "green")
    else:
        yield Text("It is not checked yet.", "dim")


def _hints(watched: Watched, session: WatchSession) -> Iterator[RenderableType]:
    failed = session.snapshot.failed(session.current)
    if not session.hints:
        return
    told = watched.public.hints(watched.name, failed[0]) if failed else []
    for number, hint in enumerate(told[: session.hints], start=1):
        yield Text(f"Hint {number} of {len(told)}: {hint}", "cyan")
    if session.hints >= len(told):
        yield Text("That is the last hint." if told else "There is no hint.", "dim")
    yield Text()


def _shown(path: Path) -> str:
    """The path, relative to the working directory if it is below."""
    return safe(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path))
