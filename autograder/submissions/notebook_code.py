"""A Jupyter notebook -> the text of its code cells, without kernel or nbformat. Notebooks are hostile data.

Formats 3 and 4 are read.  Outputs, metadata and text cells are ignored, except nbgrader's mark of a test cell.
What only a kernel understands is left out: cell magics with their cells (but ``%%time`` and the like run them), line
magics, shell commands and help such as ``f?``. Each becomes ``pass``, so that lines keep their numbers.
"""

import itertools
import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.cells import joined

MAX_NOTEBOOK = 16 << 20
MAX_CELLS = 10_000
MAX_NODES = 1_000_000  # lists and objects of JSON, each of which takes twenty times its text in memory
MAX_CODE = 1 << 20
MAX_LEFT_OUT, MAX_LEFT_OUT_TEXT = 100, 1 << 16  # cells, and characters of each, that are remembered
SOURCE = {3: "input", 4: "source"}
RUN_THEIR_CELL = {"time", "capture", "prun"}

CELL_MAGIC = re.compile(r"\s*%%(\w*)")
MAGIC = re.compile(
    r"""[ \t]*+(?:
        [%!?]                                                     # %matplotlib inline   !ls   ?np.sum
      | (?:pip3?|conda|mamba)[ \t]++install\b                     # what a kernel takes for %pip
      | [^=!<>#'"\n]++=[ \t]*+[%!]                                # files = !ls
      | (?:[^?#'"\n]|'[^'\n]*+'|"[^"\n]*+")++\?{1,2}[ \t]*+$      # np.sum?
    )""",
    re.MULTILINE | re.VERBOSE,
)
MAGIC_LINE = re.compile(r"([ \t]*+)(?:[^\\\n]|\\.?)*+", re.DOTALL)  # a backslash takes the next line with it
TOKEN = re.compile(
    r"""("{3}|'{3})(?:\\.|(?!\1).)*+(?:\1|\Z)     # a text of several lines
      | (["'])(?:\\.|(?!\2)[^\\\n])*+\2?          # of one
      | \#[^\n]*+ | \\\n | [()\[\]{}\n]""",
    re.DOTALL | re.VERBOSE,
)
DEPTH = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}


class UnreadableNotebook(Exception):
    """What is wrong with a notebook: a clause without capital and full stop that quotes nothing from it."""


@dataclass(frozen=True)
class LeftOutCell:
    """A code cell that is not run as Python: its number, the beginning of its text, and what it is instead."""

    number: int
    text: str
    kind: str


@dataclass(frozen=True)
class NotebookCode:
    """A notebook's Python, as a worker runs it cell by cell, and the code cells that are left out."""

    python: bytes
    left_out: tuple[LeftOutCell, ...] = ()


def read_notebook(notebook: bytes) -> NotebookCode:
    """What of a notebook can be run, and what is left out; raises `UnreadableNotebook`.

    Code cells count from 1, including those left out, so that the numbers are those that a student counts.
    """
    if len(notebook) > MAX_NOTEBOOK:
        said = f"the notebook has {len(notebook):,} bytes; at most {MAX_NOTEBOOK:,} are read"
        raise UnreadableNotebook(f"{said}, so clear its outputs")
    if notebook.count(b"[") + notebook.count(b"{") > MAX_NODES:
        raise UnreadableNotebook(f"the notebook has more than {MAX_NODES:,} lists and objects; clear its outputs")
    cells = [*enumerate(_code_cells(_document(notebook)), start=1)]
    code = [(number, text) for number, (text, is_test) in cells if not is_test]
    size = sum(len(text) for _, text in code)
    if size > MAX_CODE:
        raise UnreadableNotebook(f"the notebook has {size:,} characters of code; at most {MAX_CODE:,} are read")
    others = ((number, text, _other_kind(text, is_test)) for number, (text, is_test) in cells)
    left_out = (LeftOutCell(number, text[:MAX_LEFT_OUT_TEXT], kind) for number, text, kind in others if kind)
    return NotebookCode(
        joined((number, _python(text)) for number, text in code), tuple(itertools.islice(left_out, MAX_LEFT_OUT))
    )


def _document(notebook: bytes) -> dict[str, Any]:
    try:
        document = json.loads(notebook.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableNotebook("the notebook is not UTF-8") from None
    except RecursionError:
        raise UnreadableNotebook("the notebook is nested too deeply") from None
    except ValueError:
        raise UnreadableNotebook("the notebook is not JSON; save it again in Jupyter") from None
    if not isinstance(document, dict):
        raise UnreadableNotebook("the notebook is JSON, but not a Jupyter notebook")
    return document


def _code_cells(document: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each code cell's text, and whether it is a test cell of nbgrader's."""
    version = document.get("nbformat")
    if type(version) is not int or version not in SOURCE:
        raise UnreadableNotebook("the notebook's format is not nbformat 3 or 4")
    cells = _cells(document, version)
    if len(cells) > MAX_CELLS:
        raise UnreadableNotebook(f"the notebook has {len(cells):,} cells; at most {MAX_CELLS:,} are read")
    for place, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            raise UnreadableNotebook(f"cell {place} of the notebook is not a cell")
        if cell.get("cell_type") == "code":
            yield _text(cell.get(SOURCE[version]), place), _is_test(cell)


def _cells(document: dict[str, Any], version: int) -> list[Any]:
    sheets = [document] if version == 4 else document.get("worksheets")
    lists = [sheet.get("cells") if isinstance(sheet, dict) else None for sheet in _list(sheets)]
    return [cell for cells in lists for cell in _list(cells)]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableNotebook("the notebook has no list of cells")
    return value


def _text(source: Any, place: int) -> str:
    """A cell's text, which is stored whole or as a list of lines; with Python's own line ends."""
    lines = [source] if isinstance(source, str) else source
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise UnreadableNotebook(f"the source of cell {place} of the notebook is not text")
    return "".join(lines).replace("\r\n", "\n").replace("\r", "\n")


def _is_test(cell: dict[str, Any]) -> bool:
    """Whether nbgrader's metadata mark the cell as a test cell that the student must not change."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return isinstance(mark, dict) and mark.get("grade") is True and mark.get("solution") is False


def _other_kind(text: str, is_test: bool) -> str:
    """What a cell is that is not run as Python; nothing for one that is."""
    magic = CELL_MAGIC.match(text)
    if magic and magic[1] not in RUN_THEIR_CELL:
        return f"a %%{magic[1][:20]} cell"
    return "a test cell of nbgrader's" if is_test else ""


def _python(text: str) -> str:
    """The Python part of a cell; as in a kernel, a cell that is indented as a whole is not an error."""
    magic = CELL_MAGIC.match(text)
    if magic and magic[1] not in RUN_THEIR_CELL:
        return ""
    return "".join(_without_magics(textwrap.dedent(text) if text[:1] in (" ", "\t") else text))


def _without_magics(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        line = MAGIC_LINE.match(text, place) if MAGIC.match(text, place) else None
        end = line.end() if line else _end_of_statement(text, place)
        yield f"{line[1]}pass" + "\n" * line[0].count("\n") if line else text[place:end]
        place = end


def _end_of_statement(text: str, start: int) -> int:
    """Where the next statement may begin: after a newline outside brackets and strings."""
    depth = 0
    for token in TOKEN.finditer(text, start):
        depth += DEPTH.get(token[0], 0)
        if token[0] == "\n" and depth <= 0:
            return token.end()
    return len(text)
