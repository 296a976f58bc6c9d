"""An assignment's problem sheet: the author's text, with exercises and figures in their places.

In a handout.md a line ``{{ exercise }}`` is the place of an exercise. A block that is fenced as ``python figure`` is
code that plots: it becomes a cell of the notebook, and is left out of the README.
"""

import doctest
import re
from collections.abc import Iterator

from autograder.course.assignment import PLACE, SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.publishing.overview import overview
from autograder.system.lazy_dataclass import dataclass

NOTICE = "<!-- Written by `grade build` from solutions/{name}/; edit there. -->"
PART = re.compile(rf"{PLACE}|^```python figure\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
DISPLAY = re.compile(r"^\$\$\s*(.+?)\s*\$\$$", re.DOTALL | re.MULTILINE)
FIRST_SECTION = re.compile(rf"^## |{PLACE}|^```python figure$", re.MULTILINE)
INLINE = re.compile(r"\$([^$`]+?)\$")
RULES = """
## What holds for every function

- A function changes none of the arrays that it is given; what it returns may share memory with them.
- Arrays are float64 unless a statement says otherwise. Where a number is asked, a Python number, a NumPy number and
  an array of shape `()` are all right. A tuple is as good as a list.
- The sign of a zero does not count, and warnings cost nothing. The `>>>` examples are there to be understood: where
  they print `0.` yours may print `-0.`.
- Numbers are right where they agree to about five digits. Where a statement says that elements are exact
  to many digits, that is asked of every single one, however small it is.
- Loops are fine unless a row of a table asks you to do without. All calls of one function together may take ten
  seconds, or what its statement says.
"""


@dataclass(frozen=True)
class Figure:
    """Code that plots results of the functions above it."""

    code: str


Part = str | SolvedExercise | Figure


def parts(assignment: SolvedAssignment) -> Iterator[Part]:
    """The problem sheet in order: prose, exercises in their places (the others at the end) and figures."""
    to_come = {exercise.name: exercise for exercise in assignment.exercises}
    pieces = PART.split(_with_overview(assignment))
    for prose, name, code in zip(pieces[::3], [*pieces[1::3], None], [*pieces[2::3], None], strict=True):
        if prose.strip():
            yield prose.strip()
        if name:
            yield to_come.pop(name)
        if code:
            yield Figure(code.rstrip())
    yield from to_come.values()


def _with_overview(assignment: SolvedAssignment) -> str:
    """The author's text with the overview below its introduction."""
    text = assignment.handout
    first = FIRST_SECTION.search(text)
    place = first.start() if first else len(text)
    return f"{text[:place].rstrip()}\n\n{overview(assignment)}\n\n{text[place:]}"


def handout(assignment: SolvedAssignment) -> str:
    """The problem sheet as a README: without the figures, and with GitHub's delimiters around formulas."""
    sheet = (section(part) if isinstance(part, SolvedExercise) else part for part in parts(assignment))
    title, _, body = _github_math("\n\n".join(part for part in sheet if isinstance(part, str))).partition("\n")
    notice = NOTICE.format(name=assignment.name)
    return f"{title}\n\n{notice}\n{body.rstrip()}\n\n{_how_to_check(assignment)}{RULES}"


def _github_math(text: str) -> str:
    r"""Formulas in GitHub's own delimiters: between dollars it takes ``\\\\`` and ``\\,`` for escapes."""
    prose_and_code = CODE.split(text)
    for place in range(0, len(prose_and_code), 2):
        fenced = DISPLAY.sub(r"```math\n\1\n```", prose_and_code[place])
        prose_and_code[place] = INLINE.sub(r"$`\1`$", fenced)
    return "".join(prose_and_code)


def section(exercise: SolvedExercise) -> str:
    """An exercise as Markdown: signature, statement, worked examples, and the checks with their points."""
    signature = exercise.source.parts[0].strip().removeprefix("def ").removesuffix(":")
    return f"### `{signature}`\n\n{_statement(exercise)}\n\n{points_table(exercise)}"


def points_table(exercise: SolvedExercise) -> str:
    """The checks of an exercise with their points, as Markdown."""
    rows = [
        f"| {check.says}{check.promise(exercise.calibration, name)} | {check.points:g} |"
        for name, check in exercise.checks.items()
    ]
    return "\n".join([f"| it ... | points (of {exercise.points:g}) |", "| --- | ---: |", *rows])


def _statement(exercise: SolvedExercise) -> str:
    """The docstring as Markdown: prose, and its worked examples fenced."""
    doc = exercise.statement
    examples = doctest.DocTestParser().get_examples(doc)
    if not examples:
        return doc
    start = doc.index(">>>")
    fenced = re.sub(r"\n{2,}", "\n\n", doc[start:].strip())
    return f"{doc[:start].strip()}\n\n```pycon\n{fenced}\n```"


def _how_to_check(assignment: SolvedAssignment) -> str:
    return (
        "## Check your work\n\n"
        f"Write your functions in `{assignment.name}.py`, then run\n\n"
        f"```console\n$ grade check {assignment.name}\n```\n\n"
        "as often as you like. It asks the public half of every check; hidden cases of the same kind are asked\n"
        "after you submit. A function's points are its share of the assignment's. Your module has to stand alone:\n"
        "NumPy and Python's own library, in one file. The stub is there already.\n"
    )
