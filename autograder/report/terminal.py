"""Results -> a terminal, or plain text in a pipe."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.course.times import EXAMPLE, NOT_UNDERSTOOD
from autograder.records import Result, Submission, Verdict
from autograder.report.heatmap import HeatMap
from autograder.report.rows import Rows
from autograder.report.safe import safe
from autograder.report.snippet import snippet
from autograder.words import many

if TYPE_CHECKING:
    from autograder.submissions.not_graded import NotGraded

COLOURS = {"passed": "green", "failed": "red", "could_not_judge": "yellow"}
MARKS = {"passed": "ok", "failed": "FAILED", "could_not_judge": "NOT JUDGED"}


MOST_LISTED = 10


def unread_time(notes: Iterable[str]) -> str:
    """The note that a time of submission is not understood, or an empty string."""
    return next((note for note in notes if note.startswith(NOT_UNDERSTOOD)), "")


def unread_times(submissions: Iterable[Submission]) -> str:
    """The submissions whose time is not understood, and what to do about it; empty if there are none."""
    lines = [
        f"  {safe(s.student)} {s.assignment}: {safe(note.removeprefix(f'{NOT_UNDERSTOOD}: '))}"
        for s in submissions
        if (note := unread_time(s.notes))
    ]
    if not lines:
        return ""
    more = [f"  and {len(lines) - MOST_LISTED} more"] if len(lines) > MOST_LISTED else []
    head = f"Times of submission that are not understood, so that lateness is unknown and costs nothing: {len(lines)}"
    advice = f"Write each as {EXAMPLE}, then run `grade all` again."
    return "\n".join([head, *lines[:MOST_LISTED], *more, advice])


def files_not_graded(found: Sequence["NotGraded"], *, every: bool) -> str:
    """How many files were not graded, and which if ``every`` one is to be listed; nothing if there are none."""
    from autograder.submissions.not_graded import summary

    if not found:
        return ""
    if not every:
        return (
            f"{summary(found)}. List them with `grade all --verbose`, or with --json. "
            "`grade collect FOLDER` sorts what another system delivered."
        )
    return "\n".join([f"{summary(found)}:", *(f"  {safe(file.path)}: {safe(file.reason)}" for file in found)])


def submission_view(result: Result, *, every: bool = False) -> RenderableType:
    """Everything about one submission: the score and what made it, each check, and the failures.

    What concerns a whole exercise, or the whole module, is one line, unless ``every`` check is to be listed.
    """
    head = Text.assemble((result.assignment, "bold"), f"  {_points(result)}")
    parts: list[RenderableType] = [head, *(Text(f"  note: {safe(note)}", "yellow") for note in result.notes)]
    parts += [Text(f"  {safe(line)}", "dim") for line in result.explanation]
    failures = _first_of_each_kind(result.verdicts)
    if len(failures) == 1 and _is_everywhere(failures[0]) and not every:
        parts.append(failure_view(failures[0], then=f"It concerns {_how_many(result.verdicts)}."))
        return Group(*parts, Text())
    if result.verdicts:
        parts.append(_check_rows(result.verdicts, every=every))
    for verdict in failures:
        parts += [Text(), failure_view(verdict)]
    return Group(*parts, Text())


def _how_many(verdicts: Sequence[Verdict]) -> str:
    failed = [verdict for verdict in verdicts if verdict.status != "passed"]
    exercises = many(len({verdict.exercise for verdict in failed}), "exercise")
    return f"{len(failed)} of {many(len(verdicts), 'check')}, in {exercises}"


def _points(result: Result) -> str:
    if result.excused:
        return "excused"
    if result.status == "missing" and result.score is None:
        return "nothing handed in"
    late = {None: ", time of submission unknown", 0: ""}.get(result.late_days, f", {result.late_days} day(s) late")
    score = f", score {result.score:g}" if result.score is not None else ""
    if result.status == "missing":
        return f"nothing handed in{score}"
    if result.points is None:
        return f"could not be judged{score}"
    return f"{result.points:g} of {result.max_points:g} points{score}{late}"


def _check_rows(verdicts: Sequence[Verdict], *, every: bool) -> Rows:
    rows = []
    for name in dict.fromkeys(verdict.exercise for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.exercise == name]
        if len(own) > 1 and not every and all(verdict.reason == "not_implemented" for verdict in own):
            worth = sum(verdict.max_points for verdict in own)
            rows.append(
                (Text(name), Text(f"its {len(own)} checks"), Text("NOT WRITTEN", "red"), Text(f"0 / {worth:g}"))
            )
            continue
        for verdict in own:
            mark = Text(MARKS[verdict.status], COLOURS[verdict.status])
            points = Text(f"{verdict.points:g} / {verdict.max_points:g}")
            rows.append((Text(f"{name}.{verdict.check}"), Text(asks(verdict)), mark, points))
    return Rows(rows)


def _first_of_each_kind(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The failures that say something new: one for each exercise, reason and mistake.

    A failure of the whole module (such as a failed import) or of a notebook's whole cell appears once.
    """
    seen: dict[tuple[str, str | None, str | None], Verdict] = {}
    for verdict in verdicts:
        if verdict.status != "passed":
            where = (verdict.detail or verdict.message) if _is_everywhere(verdict) else verdict.exercise
            seen.setdefault((where, verdict.reason, verdict.mistake), verdict)
    return list(seen.values())


def _is_everywhere(verdict: Verdict) -> bool:
    """Whether a failure is about the whole module."""
    return verdict.reason in ("import_failed", "unreadable") or verdict.status == "could_not_judge"


def failure_view(verdict: Verdict, *, then: str = "") -> RenderableType:
    """One failed check in full: the message, the map of wrong elements, and the submission's own text, made safe.

    ``then`` is a last line.
    """
    colour = COLOURS[verdict.status]
    text = Text.assemble((f"{verdict.exercise}: ", f"bold {colour}"), (asks(verdict), colour))
    for line in verdict.message.splitlines():
        text.append(f"\n  {line}", "cyan" if line.startswith("Hint:") else "")
    shown = safe(verdict.detail, lines=True).rstrip().splitlines()[-8:]
    parts: list[RenderableType] = [text]
    if verdict.differs:
        parts.append(HeatMap(verdict.differs))
    if shown:
        parts.append(Text("\n".join(f"  | {line}" for line in shown), "dim"))
    return Group(*parts, *([Text(f"  {then}")] if then else []))


def check_view(result: Result, work: Path) -> RenderableType:
    """A student's own check of one assignment: a table, then the first failure of each exercise in full.

    ``work`` is the module or notebook that was checked.
    """
    table = Table(title=f"{result.assignment}, public checks", title_justify="left")
    table.add_column("exercise")
    table.add_column("checks", justify="right")
    table.add_column("points so far", justify="right")
    table.add_column("")
    failures: dict[str, RenderableType] = {}
    for name in dict.fromkeys(verdict.exercise for verdict in result.verdicts):
        own = [verdict for verdict in result.verdicts if verdict.exercise == name]
        failed = [verdict for verdict in own if verdict.status != "passed"]
        points = f"{sum(v.points for v in own):g} / {sum(v.max_points for v in own):g}"
        table.add_row(name, f"{len(own) - len(failed)} of {len(own)}", points, remaining(own, failed))
        if failed and (len(failed) < len(own) or failed[0].reason != "not_implemented"):
            lost = failed[0].reason == "import_failed" and failed[0].detail  # one import error is said once
            failures.setdefault(lost or failed[0].message + failed[0].detail, _first(result.assignment, work, failed))
    spaced = [part for failure in failures.values() for part in (Text(), failure)]
    return Group(table, *(Text(f"note: {safe(note)}", "yellow") for note in result.notes), *spaced, _closing(result))


def _first(assignment: str, work: Path, failed: Sequence[Verdict]) -> RenderableType:
    """The first failure in full, what the other failed checks ask, and how to debug the first."""
    lines = snippet(failed[0], assignment, work)
    if not lines:
        return failure_view(failed[0])
    return Group(failure_view(failed[0], then=then(failed[1:])), Text(lines, "dim"))


def then(failed: Sequence[Verdict]) -> str:
    """What the other failed checks of an exercise ask; those that wait for right values accuse nobody."""
    asked = "; ".join(f"it {verdict.says}" for verdict in failed if not verdict.waits)
    waiting = "; ".join(f"whether it {verdict.says}" for verdict in failed if verdict.waits)
    said = (
        f"Also failing: {asked}." if asked else "",
        f"Asked once the values are right: {waiting}." if waiting else "",
    )
    return " ".join(sentence for sentence in said if sentence)


def asks(verdict: Verdict) -> str:
    """What a check asks, for a table."""
    return f"{verdict.says} (asked once the values are right)" if verdict.waits else verdict.says


def remaining(own: Sequence[Verdict], failed: Sequence[Verdict]) -> Text:
    """The progress of one exercise, in a few words."""
    if not failed:
        return Text("ok", "green")
    if all(verdict.reason == "not_implemented" for verdict in failed):
        return Text("not written yet" if len(failed) == len(own) else f"{len(failed)} to write", "dim")
    waiting = sum(verdict.waits for verdict in failed)
    return Text(f"{len(failed) - waiting} to fix{f', {waiting} wait' * bool(waiting)}", "red")


def _closing(result: Result) -> Text:
    failed = [verdict for verdict in result.verdicts if verdict.status != "passed"]
    count = f"{len(result.verdicts) - len(failed)}/{len(result.verdicts)}"
    said = f"\npublic checks {count}, {result.points or 0:g} of {result.max_points:g} points so far; "
    return Text(said + "hidden checks of the same kind run after you submit.", "" if failed else "green")


def console(*, stderr: bool = False, quiet: bool = False) -> Console:
    """A console that does not wrap lines in a pipe, and honours NO_COLOR."""
    made = Console(stderr=stderr, quiet=quiet, highlight=False, soft_wrap=False, emoji=False)
    if not made.is_terminal:
        made.width = 160
    return made
