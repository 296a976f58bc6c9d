"""Cells of a table that other programs open: a spreadsheet runs none, and reads every number."""

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.course.rounding import exact, to_cents

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def text_cell(text: str) -> str:
    """``text``, with ``'`` before it where a spreadsheet would run it, and without control characters.

    See OWASP, "CSV Injection".  `plain_text` takes it back.
    """
    shown = "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def plain_text(cell: str) -> str:
    """What `text_cell` has made a cell of, but for characters that it has replaced."""
    return cell[1:] if cell.startswith("'") else cell


def number_cell(value: float | None, *, decimal_comma: bool = False) -> str:
    """A number to the cent; empty where there is none."""
    if value is None:
        return ""
    text = f"{to_cents(exact(value)):.12g}"
    return text.replace(".", ",") if decimal_comma else text


def table_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """The rows as CSV (RFC 4180, with line feeds)."""
    paper = io.StringIO(newline="")
    csv.writer(paper, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return paper.getvalue()
