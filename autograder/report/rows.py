"""Rows of short texts, one column below the other."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from autograder.system.lazy_dataclass import dataclass

BETWEEN = "  "


@dataclass(frozen=True)
class Rows:
    """Texts in columns, as a `Table` without lines shows them.

    Where each fits on a line they are written as they are: a table measures and wraps every cell, which takes most of
    the time of a command that shows hundreds of checks.
    """

    rows: Sequence[Sequence[Text]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType | Segment]:
        widths = [max(text.cell_len for text in column) for column in zip(*self.rows, strict=True)]
        wide = sum(widths) + len(BETWEEN) * len(widths) > options.max_width
        if wide or any(not text.plain.isprintable() for row in self.rows for text in row):
            yield self.as_table()
            return
        for row in self.rows:
            for text, width in zip(row, widths, strict=True):
                yield Segment(BETWEEN)
                yield Segment(text.plain + " " * (width - text.cell_len), console.get_style(text.style))
            yield Segment.line()

    def as_table(self) -> Table:
        """The same as a table."""
        table = Table(box=None, show_header=False, padding=(0, 0, 0, len(BETWEEN)))  # a `Padding` measures it twice
        for row in self.rows:
            table.add_row(*row)
        return table
