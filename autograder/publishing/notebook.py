"""An assignment -> its notebook: the problem sheet in Markdown cells, stubs, checks and figures in code cells.

Every cell is named after what it holds, so that the same declarations give the same bytes.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from autograder.course.assignment import SolvedAssignment
from autograder.errors import AutograderError
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.source import STUB
from autograder.installation import install
from autograder.publishing.handout import RULES, Figure, Part, parts, points_table

Cell = dict[str, Any]

TOOLS = "from autograder.notebook import check, figure, hint, points, progress, solution"
DRAWN = "@figure\ndef picture(plt):\n"  # a function, so that its names are its own
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MAX_ID = 64  # nbformat's
STUB_LINE = re.compile(rf"^( *){STUB}$", re.MULTILINE)
MARKED = rf"\1### BEGIN SOLUTION\n\1{STUB}\n\1### END SOLUTION"
CHECKING = """## Check your work

The cell below a function checks it. Run it as often as you like: it asks the public half of every check; hidden cases
of the same kind are asked after you submit. A function's points are its share of the assignment's. Cells that only try
something out may stay; what a function needs stands in a cell above it. NumPy and Python's own library are all that
there is. In a cell of your own,

- `hint(f)` shows a hint for the function `f` that does not pass yet, and `hint(f, 2)` the next one,
- `solution(f)` shows an answer beside yours, once your course has released it,
- `progress()` shows how far you are.

"""


def notebook(assignment: SolvedAssignment, *, for_nbgrader: bool = False) -> str:
    """The notebook's text, without outputs; for nbgrader with solution regions, and points in the test cells.

    Raises `AutograderError` where nbformat is not installed.
    """
    try:
        import nbformat
    except ImportError as error:
        raise AutograderError(
            "Notebooks are written with nbformat, which is not installed.",
            f"Install it with: {install('instructor')}",
        ) from error
    cells = [cell for cell in _cells(assignment, for_nbgrader) if cell["source"]]
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    text = nbformat.writes(nbformat.from_dict(made), version=4)  # type: ignore[no-untyped-call]  # it has no types
    return f"{text}\n"


def _cells(assignment: SolvedAssignment, for_nbgrader: bool) -> Iterator[Cell]:
    """All cells: the text below the title first, then the code that later cells need."""
    first, *rest = parts(assignment)
    numbers: Counter[type[Part]] = Counter()
    yield from _part_cells(first, numbers, for_nbgrader)
    yield _code("tools", TOOLS)
    yield _code("given", "\n\n\n".join(text.strip("\n") for text in (assignment.imports, assignment.given)).strip("\n"))
    for part in rest:
        yield from _part_cells(part, numbers, for_nbgrader)
    yield _markdown("checking", CHECKING + RULES)
    yield _code("progress", "progress()", locked=True)


def _part_cells(part: Part, numbers: Counter[type[Part]], for_nbgrader: bool) -> Iterator[Cell]:
    numbers[type(part)] += 1
    if isinstance(part, SolvedExercise):
        yield from _exercise_cells(part, for_nbgrader)
    elif isinstance(part, Figure):
        yield _code(f"figure-{numbers[Figure]}", DRAWN + textwrap.indent(part.code, "    "), locked=True)
    else:
        yield _markdown(f"text-{numbers[str]}", part)


def _exercise_cells(exercise: SolvedExercise, for_nbgrader: bool) -> Iterator[Cell]:
    name, stub = exercise.name, exercise.stub
    yield _markdown(f"statement-{name}", f"### `{name}`\n\n{points_table(exercise)}")  # the stub says what it does
    yield _code(name, STUB_LINE.sub(MARKED, stub) if for_nbgrader else stub, solution=True)
    if for_nbgrader:
        yield _code(f"test_{name}", f'points("{name}")', grade=True, locked=True, points=exercise.points)
    else:
        yield _code(f"check-{name}", f"check({name})", locked=True)


def _markdown(name: str, text: str) -> Cell:
    return _cell("markdown", name, text, locked=True)


def _code(name: str, text: str, **nbgrader: Any) -> Cell:
    return {**_cell("code", name, text, **nbgrader), "execution_count": None, "outputs": []}


def _cell(kind: str, name: str, text: str, **nbgrader: Any) -> Cell:
    """A cell called ``name``; the student may change cells that have no role for nbgrader."""
    roles = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, "grade_id": name}
    metadata = {"nbgrader": {**roles, **nbgrader}} if nbgrader else {}
    return {"cell_type": kind, "id": name[:MAX_ID], "metadata": metadata, "source": text.strip("\n")}
