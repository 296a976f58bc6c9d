"""solutions/misconceptions.yaml: sentences of mistakes that mean one misconception, in whichever exercise they occur.

A list; each entry has a ``misconception`` (its title, which completes "The code ..."), the ``lesson`` (an assignment)
that it belongs to, and what it ``says``: sentences of named mistakes, or of relations that the judge sees in numbers.
"""

from pathlib import Path
from typing import Annotated

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autograder.course.config import Course
from autograder.course.fields import Section, Within
from autograder.errors import CourseError
from autograder.system.lazy_dataclass import dataclass

FILE = "misconceptions.yaml"
MOST_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class _Entry(Section):
    misconception: Annotated[str, Within(min_length=1)]
    lesson: str = ""
    says: Annotated[list[str], Within(min_length=1)]


ENTRIES = TypeAdapter(list[_Entry])


@dataclass(frozen=True)
class Declared:
    """One misconception, which shows in several exercises."""

    title: str
    lesson: str
    says: tuple[str, ...]


def declared_misconceptions(course: Course) -> tuple[Declared, ...]:
    """The misconceptions that the course declares, none without the file; raises `CourseError`."""
    path = course.root / "solutions" / FILE
    if not path.is_file():
        return ()
    try:
        with path.open("rb") as file:
            data = YAML(typ="safe", pure=True).load(file.read(MOST_BYTES).decode())
        entries = ENTRIES.validate_python(data or [])
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise CourseError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CourseError(f"{path}: {where}: {first['msg']}.", "Fix this entry.") from error
    found = tuple(Declared(one.misconception, one.lesson, tuple(one.says)) for one in entries)
    _require_fitting(path, found, course)
    return found


def _require_fitting(path: Path, found: tuple[Declared, ...], course: Course) -> None:
    seen: dict[str, str] = {}
    for one in found:
        if one.lesson and one.lesson not in course.assignments:
            raise CourseError(f"{path}: {one.title!r}: there is no assignment {one.lesson!r}.", "Fix its lesson.")
        for says in one.says:
            if seen.setdefault(says, one.title) != one.title:
                said = f"{path}: {says!r} is listed under {seen[says]!r} and under {one.title!r}."
                raise CourseError(said, "A sentence can mean one misconception only.")
