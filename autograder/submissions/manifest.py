"""The manifest in an archive of `grade submit`: who, what, when, by which versions, and the work's SHA-256."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.(py|ipynb)$", max_length=255)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Word = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=64)]


class Manifest(BaseModel):
    """What an archive says about itself; ``time`` is from the student's clock, and is not used for lateness."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    schema_: Literal["autograder/submission/1"] = Field("autograder/submission/1", alias="schema")
    student: str = Field(pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$", max_length=255)
    assignment: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=200)
    files: dict[Name, Sha256] = Field(min_length=1, max_length=1)
    time: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    versions: dict[Word, Word] = Field({}, max_length=8)

    @property
    def work(self) -> str:
        """The name of the work's file."""
        return next(iter(self.files))

    @property
    def text(self) -> str:
        """The manifest's text, the same bytes every time."""
        return json.dumps(self.model_dump(by_alias=True), indent=2, ensure_ascii=False) + "\n"
