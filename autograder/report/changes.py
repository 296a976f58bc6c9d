"""Events and regrades -> a terminal or JSON: what was recorded before and after, and which checks changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from autograder.report.results import decision_json
from autograder.report.safe import safe
from autograder.words import many

if TYPE_CHECKING:
    from autograder.gradebook.changes import Record
    from autograder.gradebook.events import Event
    from autograder.records import Decision

MOST_CHECKS = 6  # that one event shows


def standing(record: "Record | None") -> str:
    """A record in a few words."""
    if record is None:
        return "nothing recorded"
    if record.missing:
        return "not handed in"
    if record.points is None:
        return "could not be judged"
    return f"{record.points:g} of {record.max_points:g} points"


def check_line(change: dict[str, Any]) -> str:
    """One changed check: what it was worth before and after, and why it failed."""
    words = [_words(change[when]) for when in ("before", "after")]
    return f"{change['exercise']}.{change['check']}: {words[0]} -> {words[1]}"


def _words(state: dict[str, Any] | None) -> str:
    if state is None:
        return "no such check"
    carried = "carried forward" if state["carried_forward"] else ""
    why = f" ({carried or state['mistake'] or state['reason']})" if state["reason"] else ""
    return f"{state['status'].replace('_', ' ')}{why} {state['points']:g}/{state['max_points']:g}"


def events_view(events: "Sequence[Event]") -> RenderableType:
    """Each event: a line of when, what and who, then why, then the checks that changed."""
    return Group(*(_event(event) for event in events))


def _event(event: "Event") -> Text:
    moment = f"{event.at.astimezone():%Y-%m-%d %H:%M}"
    head = f"{event.number:>5}  {moment}  {safe(event.assignment)}  {event.kind} by {safe(event.who)}: "
    text = Text.assemble((head, "bold"), f"{standing(event.before)} -> {standing(event.after)}")
    if event.why:
        text.append(f"\n       because: {safe(event.why)}")
    changes = checks_of(event)
    for change in changes[:MOST_CHECKS]:
        text.append(f"\n       {safe(check_line(change))}", "dim")
    if len(changes) > MOST_CHECKS:
        text.append(f"\n       and {many(len(changes) - MOST_CHECKS, 'more check')}; --json has all", "dim")
    return text


def checks_of(event: "Event") -> list[dict[str, Any]]:
    """The checks that an event changed."""
    from autograder.gradebook.changes import Change

    return Change(event.student, event.assignment, event.before, event.after).checks


def events_json(events: "Sequence[Event]") -> list[dict[str, Any]]:
    """The events as JSON."""
    return [
        {
            "number": event.number,
            "at": event.at.isoformat(),
            "who": event.who,
            "kind": event.kind,
            "student": event.student,
            "assignment": event.assignment,
            "why": event.why,
            "before": record_json(event.before),
            "after": record_json(event.after),
            "checks": checks_of(event),
        }
        for event in events
    ]


def decisions_view(decisions: "Sequence[Decision]") -> RenderableType:
    """What people decided, and what of it was taken back."""
    lines = [Text("decisions", "bold")]
    for one in decisions:
        gone = f", taken back by {one.undone_by} on {one.undone_at:%Y-%m-%d}" if one.undone_at else ""
        said = f"{one.assignment}  {one.kind} {one.value} on {one.target}, by {one.said_by}{gone}"
        lines.append(Text(f"       {safe(' '.join(said.split()))}", "dim" if gone else ""))
    return Group(*lines)


def decisions_json(decisions: "Sequence[Decision]") -> list[dict[str, Any]]:
    """The decisions as JSON."""
    return [
        {
            "assignment": one.assignment,
            **decision_json(one),
            "undone_by": one.undone_by,
            "undone_at": one.undone_at.isoformat() if one.undone_at else None,
        }
        for one in decisions
    ]


def record_json(record: "Record | None") -> dict[str, Any] | None:
    """A record without its checks."""
    if record is None:
        return None
    status = "missing" if record.missing else "could_not_judge" if record.points is None else "graded"
    return {"status": status, "points": record.points, "max_points": record.max_points}
