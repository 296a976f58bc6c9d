"""Sees which of a module's functions are called: this text is sent to a worker after that of a student's module."""

from typing import Any


def watch(namespace: dict[str, Any], names: list[str]) -> Any:
    """A function that tells which of ``names`` have been called since."""
    called: set[str] = set()

    def watched(name: str, function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            called.add(name)
            return function(*args, **options)

        return call

    for name in names:
        if callable(namespace.get(name)):
            namespace[name] = watched(name, namespace[name])
    return lambda: sorted(called)
