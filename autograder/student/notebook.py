"""What a notebook's cells call: checks, hints, the progress, the answer once it is released, and figures."""

import ast
import io
import linecache
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError, CourseError
from autograder.nbgrader.points import graded_points
from autograder.report.cell import CheckView, NoticeView, ProgressView, Row, SolutionView
from autograder.student.figure import figure
from autograder.student.kernel import Checked, assignment_of, checked, file_of, namespace_of, own_course
from autograder.student.show import show

__all__ = ["check", "figure", "hint", "points", "progress", "solution"]

NBGRADER_GRADES = ("NBGRADER_EXECUTION", "autograde")  # nbgrader's own sign


def check(function: Callable[..., Any]) -> None:
    """Display the public checks' results for ``function``, a function or class of this notebook."""
    _displayed("check", function, lambda: _view(checked(function.__name__, namespace_of(function))))


def hint(function: Callable[..., Any], number: int = 1) -> None:
    """Display hint ``number``, from 1, for the first public check of ``function`` that fails."""
    _displayed("hint", function, lambda: _hint(checked(function.__name__, namespace_of(function)), number))


def solution(function: Callable[..., Any]) -> None:
    """Display an answer beside one's own ``function``, if the course has released it."""
    _displayed("solution", function, lambda: _solution(function))


def progress() -> None:
    """Run the public checks of all functions of this assignment, and display which pass and what comes next.

    While nbgrader grades, nothing is run or displayed: nobody would look at it.
    """
    variable, value = NBGRADER_GRADES
    if os.environ.get(variable) == value:
        return
    try:
        show(_progress(vars(sys.modules["__main__"])))
    except AutograderError as error:
        show(NoticeView(error.message, error.hint))


def points(name: str) -> float:
    """The value of an nbgrader test cell: what this notebook's function of that name has earned.

    While nbgrader grades, it comes from a `grade` process (`autograder.nbgrader.points.graded_points`). Otherwise it is
    the sum of the public checks, which are displayed; raises `AutograderError` if they cannot run. Nothing is written
    to standard error, because nbgrader treats that as a failure.
    """
    variable, value = NBGRADER_GRADES
    with redirect_stderr(io.StringIO()):
        if os.environ.get(variable) == value:
            return graded_points(name)
        view = _view(checked(name, vars(sys.modules["__main__"])))
        show(view)
        return float(view.points)


def _displayed(command: str, function: Any, view: Callable[[], Any]) -> None:
    """Show what ``view`` gives, or a sentence about what is wrong with the argument or the course."""
    if not callable(function) or not hasattr(function, "__name__"):
        example = f"Write it like this: {command}(adam_step)"
        return show(NoticeView(f"{command}() needs the function itself, not its name.", example))
    try:
        show(view())
    except AutograderError as error:
        show(NoticeView(error.message, error.hint))


def _view(found: Checked) -> CheckView:
    return CheckView(found.exercise.name, found.exercise.assignment, found.verdicts, found.waiting)


def _hint(found: Checked, number: int) -> NoticeView:
    name = found.exercise.name
    failed = [v for v in found.failed if v.check not in found.waiting] or found.failed
    if not failed:
        return NoticeView(f"{name} passes its public checks, so there is no hint.", state="passed")
    hints = own_course().hints(assignment_of(name), failed[0])
    number = min(max(number, 1), len(hints))
    more = f"The next one: hint({name}, {number + 1})" if number < len(hints) else "That is the last hint."
    said = f"{name} does not pass this check yet: it {failed[0].says}.\n{hints[number - 1]}"
    return NoticeView(said, f"Hint {number} of {len(hints)}. {more}", state="not_implemented")


def _progress(namespace: dict[str, Any]) -> ProgressView:
    public, here = own_course(), Path.cwd().name
    if here not in public.course.assignments:
        known = ", ".join(public.course.assignments)
        raise CourseError("This notebook belongs to no assignment.", f"Put it into the folder of one: {known}.")
    found = [checked(name, namespace) for name in public.names(here)]
    return ProgressView(here, [Row(one.exercise.name, len(one.failed), one.verdicts) for one in found])


def _solution(function: Any) -> NoticeView | SolutionView:
    name = function.__name__
    answer = own_course().answer(assignment_of(name), name)
    if own_course().course.file.solutions == "after_passing" and checked(name, namespace_of(function)).failed:
        return NoticeView(f"{name} does not pass its public checks yet.", "Its answer can be seen when it does.")
    return SolutionView(name, _own_text(function), answer)


def _own_text(function: Any) -> str:
    """The student's own text of a function or class, without its docstring."""
    text = "".join(linecache.getlines(file_of(function)))
    try:
        nodes = [node for node in ast.parse(text).body if getattr(node, "name", None) == function.__name__]
    except SyntaxError:
        nodes = []
    if not nodes or not isinstance(nodes[-1], (ast.FunctionDef, ast.ClassDef)):
        return ""
    lines, node = text.splitlines(), nodes[-1]
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return "\n".join(lines[node.lineno - 1 : node.end_lineno])
    said = node.body[0]
    return "\n".join([*lines[node.lineno - 1 : said.lineno - 1], *lines[said.end_lineno : node.end_lineno]])
