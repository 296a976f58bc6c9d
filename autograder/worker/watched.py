"""Sees which of a module's functions are called: this text is sent to a worker after that of a student's module."""

from collections.abc import Callable
from typing import Any


def watch(namespace: dict[str, Any]) -> tuple[Callable[[list[str]], None], Callable[[], list[str]]]:
    """A function that watches the functions of some names from now on, and one that tells which were called since."""
    called: set[str] = set()
    before: dict[str, Any] = {}

    def watched(name: str, function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            called.add(name)
            return function(*args, **options)

        return call

    def begin(names: list[str]) -> None:
        called.clear()
        namespace.update(before)
        before.clear()
        before.update({name: namespace[name] for name in names if callable(namespace.get(name))})
        namespace.update({name: watched(name, function) for name, function in before.items()})

    return begin, lambda: sorted(called)
