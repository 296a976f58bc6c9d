"""Values as trees: containers and descriptions of inputs are nodes, everything else is a leaf."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

Value = Any
NODE = 64  # bytes of a small object
LEAVES = frozenset([np.ndarray, float, int, str, bool, bytes, type(None)])  # types of most leaves, and of no node
Rebuild = Callable[[Iterable[Value]], Value]


def tree_map(change: Callable[[Value], Value], value: Value, is_leaf: Callable[[Value], bool] | None = None) -> Value:
    """``value`` with ``change`` applied to each leaf; a node for which ``is_leaf`` holds counts as a leaf."""
    if type(value) in LEAVES:
        return change(value)
    node = None if is_leaf is not None and is_leaf(value) else _opened(value)
    if node is None:
        return change(value)
    parts, rebuild = node
    return rebuild(tree_map(change, part, is_leaf) for part in parts)


def fresh(value: Value) -> Value:
    """A copy of ``value`` that shares with it only what nobody can change."""
    return tree_map(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, value)


def leaves(value: Value, is_leaf: Callable[[Value], bool] | None = None) -> Iterator[Value]:
    """The leaves of ``value`` from left to right."""
    node = None if type(value) in LEAVES or (is_leaf is not None and is_leaf(value)) else _opened(value)
    if node is None:
        yield value
        return
    for part in node[0]:
        yield from leaves(part, is_leaf)


def weight(value: Value) -> int:
    """About how many bytes ``value`` takes in memory."""
    node = None if type(value) in LEAVES else _opened(value)
    return NODE + _content(value) if node is None else sum(map(weight, node[0]))


def _content(leaf: Value) -> int:
    if isinstance(leaf, (str, bytes)):
        return len(leaf)
    if isinstance(leaf, np.ndarray) and (leaf.ndim == 0 or any(leaf.strides)):  # one without strides has one element
        return leaf.nbytes
    return 0


def _opened(value: Value) -> tuple[Iterable[Value], Rebuild] | None:
    """The parts of a node and how it is built of such parts; None for a leaf."""
    kind = type(value)
    if kind is tuple or kind is list:
        return value, kind
    if kind is dict:
        return value.values(), lambda parts: dict(zip(value, parts, strict=True))
    names = _field_names(kind)  # type: ignore[arg-type]  # a type is hashable
    return None if names is None else ([getattr(value, name) for name in names], lambda parts: kind(*parts))


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...] | None:
    """The fields of a dataclass, looked up once for each; None for another type."""
    return tuple(part.name for part in fields(kind)) if is_dataclass(kind) else None
