"""Validates the values of rows in pydantic's core: as strict as pydantic, and imported in less time."""

from dataclasses import MISSING, Field, fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import CoreSchema, SchemaValidator, core_schema

PLAIN = {str: core_schema.str_schema(), float: core_schema.float_schema()}


def validator_of(record: type) -> SchemaValidator:
    """What makes ``record``, a dataclass of texts, numbers and literals, of a dictionary.

    Its ``validate_python`` raises a `ValueError`.
    """
    kinds = get_type_hints(record)
    parts = [_part(field, kinds[field.name]) for field in fields(record)]
    args = core_schema.dataclass_args_schema(record.__name__, parts)
    return SchemaValidator(core_schema.dataclass_schema(record, args, [*kinds], frozen=True))


def _part(field: "Field[Any]", kind: Any) -> core_schema.DataclassField:
    schema = _schema(kind)
    if field.default is not MISSING:
        schema = core_schema.with_default_schema(schema, default=field.default)
    return core_schema.dataclass_field(field.name, schema)


def _schema(kind: Any) -> CoreSchema:
    if get_origin(kind) is Literal:
        return core_schema.literal_schema([*get_args(kind)])
    if get_origin(kind) in (Union, UnionType):
        [known] = [each for each in get_args(kind) if each is not type(None)]
        return core_schema.nullable_schema(_schema(known))
    return PLAIN[kind]
