"""Changes of many results -> a terminal or JSON: who gained, who lost, by which check, and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from autograder.gradebook.changes import Change
from autograder.report.changes import check_line, record_json, standing
from autograder.report.safe import safe
from autograder.words import many

MOST_LISTED = 20
WORK = "the work"  # what an event calls another submission of a student


def changes_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as JSON."""
    return [
        {
            "student": change.student,
            "assignment": change.assignment,
            "why": list(change.why),
            "gain": change.gain,
            "before": record_json(change.before),
            "after": record_json(change.after),
            "checks": change.checks,
        }
        for change in changes
    ]


def changes_view(changes: Sequence[Change]) -> RenderableType:
    """A line of how many gained and lost, one for each check that changed, then the students with their points."""
    again = [change for change in changes if WORK not in change.why]
    lines = [Text(line) for line in _by_check(again)]
    for word, own in (
        ("lost", [change for change in again if change.gain < 0]),
        ("gained", [change for change in again if change.gain > 0]),
        ("changed otherwise", [change for change in again if not change.gain]),
    ):
        lines += _listed(word, own)
    if len(again) < len(changes):
        lines.append(Text(f"{many(len(changes) - len(again), 'result')} changed because there is other work.", "dim"))
    return Group(*lines)


def summary(changes: Sequence[Change]) -> str:
    """How many results changed without other work, how many of them gained and lost, and why; or nothing."""
    again = [change for change in changes if WORK not in change.why]
    if not again:
        return ""
    gained, lost = (sum(sign * change.gain > 0 for change in again) for sign in (1, -1))
    causes = dict.fromkeys(cause for change in again for cause in change.why)
    because = f" Changed: {', '.join(causes)}." if causes else ""
    return f"{many(len(again), 'recorded result')} changed: {gained} gained, {lost} lost.{because}"


def _by_check(changes: Sequence[Change]) -> Iterator[str]:
    """For each check how many it gave and cost points, those that cost most first."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for change in changes:
        for one in change.checks:
            worth = [state["points"] if state else 0.0 for state in (one["before"], one["after"])]
            found[change.assignment, one["exercise"], one["check"]].append(worth[1] - worth[0])
    for (assignment, exercise, check), gains in sorted(found.items(), key=lambda item: sum(item[1])):
        gained, lost = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
        same = len(gains) - gained - lost
        other = f", {same} fail otherwise" if same else ""
        yield f"  {assignment}/{exercise}.{check}: {gained} gained, {lost} lost{other} ({sum(gains):+g} points)"


def _listed(word: str, changes: Sequence[Change]) -> Iterator[Text]:
    if not changes:
        return
    yield Text(f"{word} ({len(changes)}):", "bold")
    for change in sorted(changes, key=lambda change: (-abs(change.gain), change.student))[:MOST_LISTED]:
        head = f"  {safe(change.student)} {change.assignment}: {standing(change.before)} -> {standing(change.after)}"
        checks = change.checks
        said = f"; {safe(check_line(checks[0]))}" if checks else ""
        more = f", and {len(checks) - 1} more" if len(checks) > 1 else ""
        yield Text(f"{head}{said}{more}")
    if len(changes) > MOST_LISTED:
        yield Text(f"  and {len(changes) - MOST_LISTED} more; --json has all", "dim")
