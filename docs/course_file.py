"""The keys of grader.yaml as tables, from the dataclasses that it is read into."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import datetime
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from autograder.course.fields import InBytes, Section, Within

KINDS = {
    str: "a text",
    float: "a number",
    int: "a whole number",
    bool: "`true` or `false`",
    datetime: "a time",
}
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most"}
HEAD = ("| key | value | default | meaning |", "| --- | --- | --- | --- |")


def sections(model: type[Section], title: str) -> Iterator[tuple[str, str]]:
    """The title and the table of a section, and of those of its keys that are mappings themselves."""
    hints = get_type_hints(model, include_extras=True)
    own: list[Field[Any]] = list(fields(model))  # type: ignore[arg-type]  # each section is a dataclass
    rows = [
        f"| `{field.name}` | {_value(hints[field.name])} | {_default(field)} | {_meaning(hints[field.name])} |"
        for field in own
    ]
    yield title, "\n".join([*HEAD, *rows])
    for field in own:
        for inner in _sections(hints[field.name]):
            yield from sections(inner, f"`{field.name}`")


def _sections(annotation: Any) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)


def _parts(annotation: Any) -> tuple[Any, list[Any]]:
    """The type of a value that is there, and all that is said beside it."""
    said: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            said += more
        elif NoneType in get_args(annotation):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        else:
            return annotation, said


def _value(annotation: Any) -> str:
    """What a value is, such as ``a number, at least 0``."""
    kind, said = _parts(annotation)
    if get_origin(kind) is Literal:
        return " or ".join(f"`{each}`" for each in get_args(kind))
    for one in said:
        if isinstance(one, InBytes):
            return ", ".join(["a size such as `1 GiB`", *([f"at least {one.least:g}"] if one.least else [])])
    words = KINDS.get(kind) or ("a list" if get_origin(kind) is list else "a mapping")
    bounds = {name: value for one in said if isinstance(one, Within) for name, value in one.bounds.items()}
    return ", ".join([words, *(f"{BOUNDS[name]} {value:g}" for name, value in bounds.items() if name in BOUNDS)])


def _meaning(annotation: Any) -> str:
    return next((one for one in _parts(annotation)[1] if isinstance(one, str)), "")


def _default(field: "Field[Any]") -> str:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    if default is MISSING:
        return "required"
    if isinstance(default, Section):
        return "see below"
    return f"`{json.dumps(default)}`" if default is not None else "none"
