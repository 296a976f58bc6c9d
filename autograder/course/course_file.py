"""The text of a grader.yaml -> `CourseFile`; an error names the line, the key and what was expected."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import YAMLError

from autograder.course.config import AssignmentPlan, CourseFile, WorkerLimits
from autograder.course.rules import AssignmentGroup, Extension, LatePolicy
from autograder.errors import CourseError, nearest

CONTENT = TypeAdapter(CourseFile)


def read_course_file(path: Path) -> CourseFile:
    """Read and validate one grader.yaml; raises `CourseError` naming line, key and what was expected."""
    data = _parsed(path)
    try:
        file = CONTENT.validate_python(data)
    except ValidationError as error:
        raise CourseError(_explain(path, data, error), "Fix these lines.") from error
    names = file.assignment_names
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated:
        raise CourseError(f"{path.name}: assignment {repeated!r} is listed more than once.")
    for problem in _unfitting(file):
        raise CourseError(f"{path.name}: {problem}", "Fix this line.")
    return file


def _unfitting(file: CourseFile) -> Iterator[str]:
    """What one part of the file says of another that is not there."""
    names, groups = file.assignment_names, [group.name for group in file.groups]
    if len(set(groups)) < len(groups):
        yield "a group is listed more than once."
    for plan in file.assignments:
        if (groups or plan.group) and plan.group not in groups:
            known = f"one of: {', '.join(groups)}" if groups else "a group that is listed under `groups`"
            yield f"assignment {plan.name!r}: group: expected {known}, not {plan.group!r}."
    for extension in file.extensions:
        if extension.assignment not in names:
            yield f"extensions: there is no assignment {extension.assignment!r}.{nearest(extension.assignment, names)}"
        elif extension.until.startswith("+") and file.assignments[names.index(extension.assignment)].due is None:
            yield f"extensions: {extension.assignment!r} has no deadline that {extension.until} could extend."


class _TimesAsText(RoundTripConstructor):
    """Keeps a time as text, for `read_deadline`, which knows more formats than YAML."""


_TimesAsText.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _parsed(path: Path) -> Any:
    """The file's data, whose mappings and lists know their lines; raises `CourseError`."""
    yaml = YAML()
    yaml.Constructor = _TimesAsText
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from error
    except DuplicateKeyError as error:
        found = str(error.problem).partition(" with value")[0]
        raise CourseError(f"{path.name}{_place(error)}: {found}: it occurs more than once.") from error
    except YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise CourseError(f"{path.name}{_place(error)}: not YAML: {problem}.") from error


def _place(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _explain(path: Path, data: Any, error: ValidationError) -> str:
    return "\n".join(
        f"{path.name}, line {_line(data, problem['loc'])}: {'.'.join(map(str, problem['loc'])) or 'the file'}: "
        f"{_expected(problem)}"
        for problem in error.errors()
    )


def _expected(problem: Any) -> str:
    loc = problem["loc"]
    if problem["type"] == "unexpected_keyword_argument":
        keys = [field.name for field in fields(_section(loc))]
        return f"unknown key.{nearest(str(loc[-1]), keys)} Expected one of: {', '.join(keys)}."
    if problem["type"] == "missing":
        return "this key is required."
    message = problem["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
    return f"{message}, not {_shown(problem['input'])}."


def _shown(value: object) -> str:
    """A value of the file, for a message; a mapping or list is only named: it may contain itself by an alias."""
    kinds: dict[type, str] = {CommentedMap: "a mapping", CommentedSeq: "a list"}
    return kinds.get(type(value)) or repr(str(value)[:60])


def _section(loc: tuple[int | str, ...]) -> Any:
    """The mapping that has the last key of ``loc``."""
    sections: dict[int | str, Any] = {
        "assignments": AssignmentPlan,
        "extensions": Extension,
        "groups": AssignmentGroup,
        "late": LatePolicy,
        "limits": WorkerLimits,
    }
    return CourseFile if len(loc) == 1 else sections[loc[0]]


def _line(node: Any, loc: tuple[int | str, ...]) -> int:
    """The line of the part of ``loc`` that is in the file."""
    line = 1
    for part in loc:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line
