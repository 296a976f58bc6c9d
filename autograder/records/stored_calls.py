"""Calls as data for a kit, a cache or an appeal, in columns: a value of its own for each call would be slow to read.

The inputs are ready to be sent, and are decoded only if somebody looks at them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from autograder.records.call import Call, CallGroup
from autograder.worker.wire import Value

COLUMNS = ("exercise", "check", "case", "hidden", "function")
USUAL: Mapping[str, Value] = {
    **{part.name: part.default for part in fields(Call) if part.default is not MISSING},
    "known": {},
    "precision": "float64",
}
"""What most calls have, which is left out."""


class StoredCall(Call):
    """A `Call` that was stored."""

    @classmethod
    def of(cls, stored: Mapping[str, Value]) -> "StoredCall":
        """The call of its `COLUMNS`, its ``frame``, and what is not as `USUAL`."""
        call = cls.__new__(cls)
        vars(call).update({**USUAL, **stored})
        return call

    @cached_property
    def args(self) -> tuple[Value, ...]:  # a field that is known only when it is read
        """The positional arguments."""
        return tuple(self.arrived["args"])

    @cached_property
    def options(self) -> Mapping[str, Value]:
        """The arguments by name."""
        return dict(self.arrived["options"])


def stored(groups: Sequence[CallGroup]) -> dict[str, Value]:
    """The groups as data."""
    calls = [call for group in groups for call in group]
    return {
        **{name: [getattr(call, name) for call in calls] for name in COLUMNS},
        "unusual": [(place, found) for place, call in enumerate(calls) if (found := _unusual(call))],
        "frames": np.frombuffer(b"".join(call.frame for call in calls), np.uint8),
        "lengths": np.array([len(call.frame) for call in calls], np.int64),
        "beside": np.array([(len(group.probes), len(group.repeats)) for group in groups], np.int64).reshape(-1, 2),
    }


def _unusual(call: Call) -> dict[str, Value]:
    found = {name: getattr(call, name) for name in USUAL}
    return {name: value for name, value in found.items() if value != USUAL[name]}


def groups_of(data: Mapping[str, Any]) -> list[CallGroup]:
    """The groups that are `stored`; raises `KeyError`, `TypeError` or `ValueError` for other data."""
    calls, groups = _calls(data), []
    for probes, repeats in data["beside"].tolist():
        call, *others = islice(calls, 1 + probes + repeats)
        groups.append(CallGroup(call, tuple(others[:probes]), tuple(others[probes:])))
    return groups


def _calls(data: Mapping[str, Any]) -> Iterator[StoredCall]:
    frames, unusual, start = data["frames"].tobytes(), dict(data["unusual"]), 0
    columns = zip(*(data[name] for name in COLUMNS), data["lengths"].tolist(), strict=True)
    for place, (*values, length) in enumerate(columns):
        frame = frames[start : start + length]
        start += length
        yield StoredCall.of({**dict(zip(COLUMNS, values, strict=True)), "frame": frame, **unusual.get(place, {})})
