"""Names of Python as text: how something is called, and what its docstring says."""

import dataclasses
import inspect
from typing import Any

EMPTY = inspect.Parameter.empty


def entry(name: str, made: Any, *, level: int = 3) -> list[str]:
    """A heading, how it is called, and its docstring."""
    return [f"{'#' * level} {name}", signature(name, made), docstring(made)]


def signature(name: str, made: Any) -> str:
    """How it is called, without annotations, which would hide the names; empty for what is not called."""
    try:
        known = inspect.signature(made)
    except (ValueError, TypeError):
        return ""
    plain = [one.replace(annotation=EMPTY, default=_shown(one.default)) for one in known.parameters.values()]
    return f"```python\n{name}{known.replace(parameters=plain, return_annotation=EMPTY)}\n```"


def docstring(made: Any) -> str:
    """A docstring, as it stands."""
    text = inspect.getdoc(made) or ""
    return f"```text\n{text}\n```" if text else ""


class _Made:
    """A default that is made for each object, or is a function."""

    def __repr__(self) -> str:
        return "..."


def _shown(default: Any) -> Any:
    if default is EMPTY:
        return default
    unreadable = callable(default) or isinstance(default, dataclasses.Field) or "factory" in repr(default)
    return _Made() if unreadable else default
