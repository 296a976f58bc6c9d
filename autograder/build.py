"""solutions/ -> assignments/: each assignment's stub module and handout, the same bytes every time."""

import doctest
import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.errors import OutputError
from autograder.exercise.declare import Exercise
from autograder.library import PLACE, Assignment

FOLDER = "assignments"
NOTICE = "<!-- Written by `grade build` from solutions/{name}/; edit there. -->"


CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
DISPLAY = re.compile(r"^\$\$\s*(.+?)\s*\$\$$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"\$([^$`]+?)\$")
RULES = """
## What holds for every function

- A function changes none of the arrays that it is given; what it returns may share memory with them.
- Arrays are float64 unless a statement says otherwise. Where a number is asked, a Python number, a NumPy number and
  an array of shape `()` are all right. A tuple is as good as a list.
- The sign of a zero does not count, and warnings cost nothing. The `>>>` examples are there to be understood: where
  they print `0.` yours may print `-0.`.
- Numbers are right where they agree to about five digits. *Exact to many digits* asks that of every single element,
  however small it is.
- Loops are fine unless a row of a table asks you to do without. All calls of one function together may take ten
  seconds, or what its statement says.
"""


def built_files(assignments: Iterable[Assignment]) -> dict[str, str]:
    """Every generated file's text, by its path below the course."""
    files = {}
    for assignment in assignments:
        folder = f"{FOLDER}/{assignment.name}"
        files[f"{folder}/{assignment.name}.py"] = assignment.stub
        files[f"{folder}/README.md"] = handout(assignment)
    return files


def stale_files(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Which of ``files`` are not on disk as they should be."""
    return [name for name, content in files.items() if _read(root / name) != _bytes(content)]


def write_files(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Write what is stale, and say which; raises `OutputError`."""
    written = stale_files(root, files)
    for name in written:
        try:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(_bytes(files[name]))
        except OSError as error:
            raise OutputError(f"{root / name} cannot be written: {error.strerror}") from error
    return written


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def handout(assignment: Assignment) -> str:
    """The problem sheet: the author's text with each exercise in its place, the others at the end."""
    sections = {exercise.name: _section(exercise) for exercise in assignment.exercises}
    placed = PLACE.findall(assignment.handout)
    rest = [f"\n{section}\n" for name, section in sections.items() if name not in placed]
    text = PLACE.sub(lambda place: sections[place[1]], assignment.handout) + "".join(rest)
    title, body = _github_math(text).split("\n", 1)
    notice = NOTICE.format(name=assignment.name)
    return f"{title}\n\n{notice}\n{body.rstrip()}\n\n{_how_to_check(assignment)}{RULES}"


def _github_math(text: str) -> str:
    r"""Formulas in GitHub's own delimiters: between dollars it takes ``\\\\`` and ``\\,`` for escapes."""
    prose_and_code = CODE.split(text)
    for place in range(0, len(prose_and_code), 2):
        fenced = DISPLAY.sub(r"```math\n\1\n```", prose_and_code[place])
        prose_and_code[place] = INLINE.sub(r"$`\1`$", fenced)
    return "".join(prose_and_code)


def _section(exercise: Exercise) -> str:
    signature = exercise.source.parts[0].strip().removeprefix("def ").removesuffix(":")
    rows = [f"| {check.says}{_band(exercise, name)} | {check.points:g} |" for name, check in exercise.checks.items()]
    table = "\n".join([f"| it ... | points (of {exercise.points:g}) |", "| --- | ---: |", *rows])
    return f"### `{signature}`\n\n{_statement(exercise)}\n\n{table}"


def _band(exercise: Exercise, name: str) -> str:
    """How far training has to get, where that is what a check asks; every metric is a share of unseen samples."""
    band = exercise.calibration.get(name, {})
    if "high" not in band:
        return ""
    return f" (at most {100 * band['high']:.3g} % of unseen samples wrong, in {band['k']} of {band['n']} draws)"


def _statement(exercise: Exercise) -> str:
    """The docstring as Markdown: prose, and its worked examples fenced."""
    doc = inspect.cleandoc(exercise.function.__doc__ or "")
    examples = doctest.DocTestParser().get_examples(doc)
    if not examples:
        return doc
    start = doc.index(">>>")
    fenced = re.sub(r"\n{2,}", "\n\n", doc[start:].strip())
    return f"{doc[:start].strip()}\n\n```pycon\n{fenced}\n```"


def _how_to_check(assignment: Assignment) -> str:
    return (
        "## Check your work\n\n"
        f"Write your functions in `{assignment.name}.py`, then run\n\n"
        f"```console\n$ grade check {assignment.name}\n```\n\n"
        "as often as you like. It asks the public half of every check; hidden cases of the same kind are asked\n"
        "after you submit. A function's points are its share of the assignment's. Your module has to stand alone:\n"
        "NumPy and Python's own library, in one file. The stub is there already.\n"
    )
