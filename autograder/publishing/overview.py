"""How hard an assignment is: each function's points, a rough time and what it builds on, and a map of them.

The map is written for Mermaid, which GitHub and JupyterLab (4.1 and later) draw; elsewhere its text is shown, and the
table says the same.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.words import many

FIRST, EACH, ROUND, MOST = 6, 3, 5, 90
"""Minutes: to read a statement, for each line of the answer, what is rounded to, and what is not exceeded."""
MOST_ARROWS = 60
TABLE = (("function", "points", "time", "builds on"), ("---", "---:", "---:", "---"))
TIMES = "Times are rough: they follow the length of an answer, for somebody who knows the lecture."
LINKS = " A function builds on\nthose that it may call, or whose gradient it is."


def overview(assignment: SolvedAssignment) -> str:
    """A table of the assignment's functions, and a map of what feeds what, if anything does."""
    links = {exercise.name: exercise.siblings for exercise in assignment.exercises}
    rows = [[f"`{e.name}`", f"{e.points:g}", duration(e), _listed(links[e.name])] for e in assignment.exercises]
    total = hours(sum(minutes(exercise) for exercise in assignment.exercises))
    size = f"{many(len(rows), 'function')}, {assignment.points:g} points, {total} in all."
    head = f"## The functions\n\n{size}\n{TIMES}{LINKS if any(links.values()) else ''}"
    columns = slice(None) if any(links.values()) else slice(3)
    table = "\n".join(f"| {' | '.join(row[columns])} |" for row in (*TABLE, *rows))
    return "\n\n".join([head, table, *_map(links)])


def minutes(exercise: SolvedExercise) -> int:
    """A rough time, from the length of the answer."""
    tree = ast.parse(exercise.source.text)
    lines = sum(isinstance(node, ast.stmt) and not _is_text(node) for node in ast.walk(tree)) - 1
    return min(MOST, ROUND * round((FIRST + EACH * lines) / ROUND))


def duration(exercise: SolvedExercise) -> str:
    """The rough time of an exercise, such as ``15 min``."""
    return f"{minutes(exercise)} min"


def hours(total: int) -> str:
    """Minutes as about how many hours."""
    return f"about {total} minutes" if total < 90 else f"about {round(total / 30) / 2:g} hours"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _map(links: Mapping[str, Sequence[str]]) -> Iterator[str]:
    arrows = [f"    {source} --> {name}" for name, sources in links.items() for source in sources]
    if 1 < len(arrows) <= MOST_ARROWS:
        yield "\n".join(["```mermaid", "graph LR", *arrows, "```"])
