"""What a field of grader.yaml may hold, besides its type.

These stand in a field's annotation, and pydantic asks them when it reads a grader.yaml; a text among them is the
field's description.  None of them imports pydantic before that: a kit's configuration is read without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Section:
    """A section of grader.yaml, which is a dataclass; an unknown key is an error."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True)
class ReadBy:
    """A value that ``function`` reads first; its `ValueError` says what was expected."""

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """For pydantic."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.function, handler(source))


class Within:
    """Bounds, by the names that pydantic gives them: ``ge``, ``gt``, ``le``, ``min_length``, ``pattern``."""

    def __init__(self, **bounds: Any) -> None:
        self.bounds = bounds

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """For pydantic."""
        return cast("CoreSchema", {**handler(source), **self.bounds})


@dataclass(frozen=True)
class InBytes:
    """A whole number of bytes, which may be written as ``1 GiB``: ``least`` at least."""

    least: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """For pydantic."""
        from pydantic import ByteSize
        from pydantic_core import core_schema

        size = core_schema.no_info_after_validator_function(int, handler.generate_schema(ByteSize))
        return core_schema.chain_schema([size, core_schema.int_schema(ge=self.least)])
