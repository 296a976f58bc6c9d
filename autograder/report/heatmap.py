"""Draws the map of a result's wrong elements in a terminal or as SVG."""

from collections.abc import Iterator
from html import escape

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from autograder.system.lazy_dataclass import dataclass

SHADES, PLAIN_SHADES = "·░▒▓█", ".-+#@"
COLOURS = ("#e8f2e8", "#fde0c5", "#f9a66c", "#e8603c", "#b2182b")
SIDE = 12  # of a cell, in pixels


@dataclass(frozen=True)
class HeatMap:
    """`Verdict.differs` for rich: a caption, and one pair of characters for each element."""

    differs: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw in block characters, or in ASCII if the terminal has no others."""
        caption, *rows = self.differs.splitlines()
        shades = SHADES if options.encoding.startswith("utf") else PLAIN_SHADES
        drawn = ["".join(shades[int(level)] * 2 for level in row) for row in rows]
        yield Text("\n".join(f"  {line}" for line in [caption, *drawn]), no_wrap=True)


def svg(differs: str) -> str:
    """The same map as an SVG image; the caption is its title."""
    caption, *rows = differs.splitlines()
    width, height = SIDE * len(rows[0]), SIDE * len(rows)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    cells = "".join(_cells(rows))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(caption)}</title>{cells}</svg>'


def _cells(rows: list[str]) -> Iterator[str]:
    for y, row in enumerate(rows):
        for x, level in enumerate(row):
            colour, place = COLOURS[int(level)], f'x="{x * SIDE}" y="{y * SIDE}"'
            yield f'<rect {place} width="{SIDE - 1}" height="{SIDE - 1}" fill="{colour}"/>'
