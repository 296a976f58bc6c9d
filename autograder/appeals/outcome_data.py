"""Outcomes as data of the wire's closed format, and back; what is read is checked."""

from collections.abc import Mapping
from dataclasses import fields
from itertools import count
from typing import Any, get_args

import numpy as np

from autograder.records import Crash, Outcome, Reason
from autograder.records.outcome import known_warnings
from autograder.worker.trees import leaves, tree_map
from autograder.worker.wire import Value, WireError

REASONS = frozenset(get_args(Reason))
TEXTS = ("what", "function", "allowed", "detail", "printed")
NUMBERS = ("line", "cell", "work")
FLAGS = ("fatal", "unasked")
TELLING = ("reason", "what", "function", "returned", "inputs", "crash")  # of what a mistake gives


def outcome_data(outcome: Outcome) -> dict[str, Value]:
    """An outcome as data; of arrays whose bytes were not kept, only shapes and dtypes are written."""
    values = {part.name: getattr(outcome, part.name) for part in fields(Outcome)}
    values |= {"crash": outcome.crash.reply, "warned": list(outcome.warned)}
    for name in ("returned", "inputs"):
        values[name], values[f"hollow_{name}"] = _without_hollow(values[name])
    return values


def mistake_data(outcome: Outcome) -> dict[str, Value]:
    """The part of a mistake's outcome that diagnosis needs."""
    return {**{name: getattr(outcome, name) for name in TELLING}, "crash": outcome.crash.reply}


def outcome_of(data: Any) -> Outcome:
    """The outcome that `outcome_data` or `mistake_data` wrote; raises `WireError` for anything else."""
    if not isinstance(data, dict) or not (data.get("reason") is None or data["reason"] in REASONS):
        raise WireError("no outcome")
    for names, kinds in ((TEXTS, (str,)), (NUMBERS, (int, type(None))), (FLAGS, (bool,))):
        if not all(type(data[name]) in kinds for name in names if name in data):
            raise WireError("an outcome with values of other kinds")
    values = {part.name: data[part.name] for part in fields(Outcome) if part.name in data}
    for name in ("returned", "inputs"):
        if f"hollow_{name}" in data:
            values[name] = _with_hollow(values.get(name), data[f"hollow_{name}"])
    if not isinstance(values.get("inputs"), (dict, type(None))):
        raise WireError("an outcome with values of other kinds")
    told = {"crash": Crash.of_reply(values.get("crash")), "warned": known_warnings(values.get("warned"))}
    return Outcome(**{**values, **told})


def _without_hollow(value: Value) -> tuple[Value, list[Value]]:
    """``value`` with an empty array in place of each one without bytes, and the place, dtype and shape of these."""
    places, found = count(), []

    def change(leaf: Value) -> Value:
        place = next(places)
        if not _is_hollow(leaf):
            return leaf
        found.append((place, leaf.dtype.str, leaf.shape))
        return np.empty(0, leaf.dtype)

    return tree_map(change, value), found


def _with_hollow(value: Value, hollow: Any) -> Value:
    described: Mapping[int, tuple[str, tuple[int, ...]]] = {place: (dtype, shape) for place, dtype, shape in hollow}
    empty = dict(enumerate(leaves(value)))
    if not all(isinstance(empty.get(place), np.ndarray) for place in described):
        raise WireError("a shape without its array")
    places = count()

    def change(leaf: Value) -> Value:
        place = next(places)
        return np.broadcast_to(np.zeros((), leaf.dtype), described[place][1]) if place in described else leaf

    return tree_map(change, value)


def _is_hollow(leaf: Value) -> bool:
    return isinstance(leaf, np.ndarray) and leaf.size > 1 and not any(leaf.strides)
