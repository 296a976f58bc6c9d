"""The tasks that no process works on yet."""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

Task = TypeVar("Task")


class Waiting(Generic[Task]):
    """Tasks by their ``kind``: whoever has done one task of a kind has everything ready for the next one.

    The kinds come in the order of their first task, and so do the tasks of a kind.
    """

    def __init__(self, tasks: Iterable[Task], kind: Callable[[Task], Hashable]) -> None:
        self._kind = kind
        self._by_kind: dict[Hashable, deque[Task]] = {}
        for task in tasks:
            self._by_kind.setdefault(kind(task), deque()).append(task)

    def __len__(self) -> int:
        return sum(map(len, self._by_kind.values()))

    def take(self, last: Hashable, elsewhere: Collection[Hashable]) -> Task | None:
        """The next task for whoever has done one of kind ``last``: of that kind, or of one not begun ``elsewhere``."""
        if not self._by_kind:
            return None
        free = [kind for kind in self._by_kind if kind not in elsewhere]
        longest = max(self._by_kind, key=lambda kind: len(self._by_kind[kind]))
        kind = last if last in self._by_kind else next(iter(free), longest)
        task = self._by_kind[kind].popleft()
        if not self._by_kind[kind]:
            del self._by_kind[kind]
        return task

    def put_back(self, tasks: Iterable[Task]) -> None:
        """Let these tasks be the next of their kinds."""
        for task in reversed([*tasks]):
            self._by_kind.setdefault(self._kind(task), deque()).appendleft(task)
