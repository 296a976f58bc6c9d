"""The keys of grader.yaml as tables, from the models that read it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

KINDS = {
    "str": "a text",
    "float": "a number",
    "int": "a whole number",
    "bool": "`true` or `false`",
    "ByteSize": "a size such as `1 GiB`",
    "datetime": "a time",
}
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
HEAD = ("| key | value | default | meaning |", "| --- | --- | --- | --- |")


def sections(model: type[BaseModel], title: str) -> Iterator[tuple[str, str]]:
    """The title and the table of a model, and of those of its keys that are mappings themselves."""
    rows = [
        f"| `{name}` | {_value(field)} | {_default(field)} | {field.description or ''} |"
        for name, field in model.model_fields.items()
    ]
    yield title, "\n".join([*HEAD, *rows])
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation):
            yield from sections(inner, f"`{name}`")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def _value(field: FieldInfo) -> str:
    """What a value is, such as ``a number, at least 0``."""
    said = str(field.annotation)
    if "Literal" in said:
        return " or ".join(f"`{each}`" for each in re.findall(r"'(\w+)'", said))
    known = re.sub(r"^<class '|'>$| \| None$", "", said).rpartition(".")[2]
    kind = KINDS.get(known) or ("a list" if said.startswith("list") else "a mapping")
    bounds = [f"{BOUNDS[at]} {getattr(limit, at):g}" for limit in field.metadata for at in BOUNDS if hasattr(limit, at)]
    return ", ".join([kind, *bounds])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        return "see below"
    return f"`{json.dumps(default, default=str)}`" if default is not None else "none"
