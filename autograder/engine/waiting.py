"""The tasks that no process works on yet."""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable
from itertools import takewhile
from typing import Generic, TypeVar

Task = TypeVar("Task")
Kind = tuple[Hashable, ...]
"""What a task needs ready, from what most tasks share to what few do."""


class Waiting(Generic[Task]):
    """Tasks by their ``kind``: whoever has done one task of a kind has everything ready for the next one.

    Kinds that begin alike need some of the same things.  The tasks of a kind come in their order.
    """

    def __init__(self, tasks: Iterable[Task], kind: Callable[[Task], Kind]) -> None:
        self._kind = kind
        self._by_kind: dict[Kind, deque[Task]] = {}
        for task in tasks:
            self._by_kind.setdefault(kind(task), deque()).append(task)

    def __len__(self) -> int:
        return sum(map(len, self._by_kind.values()))

    def take(self, last: Kind, elsewhere: Collection[Kind]) -> Task | None:
        """The next task for whoever has done one of kind ``last``, empty at first; others do those ``elsewhere``.

        It is of that kind, or else of one that nobody does, as near to ``last`` and as far from the others as can be.
        """
        if not self._by_kind:
            return None

        def preferred(kind: Kind) -> tuple[int, int]:
            return -_in_common(kind, last), max((_in_common(kind, other) for other in elsewhere), default=0)

        free = [kind for kind in self._by_kind if kind not in elsewhere]
        longest = max(self._by_kind, key=lambda kind: len(self._by_kind[kind]))
        kind = last if last in self._by_kind else min(free, key=preferred, default=longest)
        task = self._by_kind[kind].popleft()
        if not self._by_kind[kind]:
            del self._by_kind[kind]
        return task

    def put_back(self, tasks: Iterable[Task]) -> None:
        """Let these tasks be the next of their kinds."""
        for task in reversed([*tasks]):
            self._by_kind.setdefault(self._kind(task), deque()).appendleft(task)


def _in_common(one: Kind, other: Kind) -> int:
    """How many parts of two kinds are the same, from the first one on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
