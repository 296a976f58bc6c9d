"""What is different between two states of the record: of one submission, or of a class at two times."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from autograder.gradebook.events import Event, Key
from autograder.gradebook.snapshots import Snapshot
from autograder.system.lazy_dataclass import dataclass

STATE = ("status", "points", "max_points", "reason", "mistake")


class Record(Protocol):
    """What can be compared of one submission: a `Snapshot`, or an entry of a results file."""

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""

    @property
    def points(self) -> float | None:
        """The points; None where it could not be judged."""

    @property
    def max_points(self) -> float:
        """The points of a perfect submission."""

    @property
    def checks(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """The verdicts by exercise and check."""


@dataclass(frozen=True)
class Change:
    """One submission whose record is another one now; ``why`` names what changed that it depends on."""

    student: str
    assignment: str
    before: Record | None
    after: Record | None
    why: Sequence[str] = ()

    @property
    def gain(self) -> float:
        """The points that were gained, negative if some were lost; 0 where one of the two has no points."""
        before, after = (record.points if record else None for record in (self.before, self.after))
        return 0.0 if before is None or after is None else round(after - before, 9)

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The checks that are another now, with their state before and after; None where there is no such check."""
        if self.before is None or self.after is None or self.before.missing or self.after.missing:
            return []
        old, new = self.before.checks, self.after.checks
        states = ((key, _state(old.get(key)), _state(new.get(key))) for key in dict.fromkeys((*new, *old)))
        return [
            {"exercise": key[0], "check": key[1], "before": was, "after": now} for key, was, now in states if was != now
        ]


def _state(verdict: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {**{name: verdict.get(name) for name in STATE}, "carried_forward": verdict.get("carried_forward") or ""}


def between(before: Mapping[Key, Record], after: Mapping[Key, Record]) -> Iterator[Change]:
    """The submissions that differ between two states of a class, sorted."""
    for key in sorted({*before, *after}):
        found = Change(*key, before.get(key), after.get(key))
        if found.checks or _standing(found.before) != _standing(found.after):
            yield found


def _standing(record: Record | None) -> object:
    return None if record is None else (record.missing, record.points, record.max_points)


def state_at(events: Iterable[Event], now: Mapping[Key, Snapshot], moment: datetime) -> dict[Key, Snapshot]:
    """What was recorded of each submission at ``moment``: what the first event after it has replaced.

    A record without any event was made before there were events, and has not changed since.
    """
    found: dict[Key, Snapshot | None] = dict(now)
    seen: set[Key] = set()
    for event in events:
        key = event.student, event.assignment
        if event.at > moment and key not in seen:
            found[key] = event.before
            seen.add(key)
    return {key: snapshot for key, snapshot in found.items() if snapshot is not None}
