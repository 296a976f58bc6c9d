"""A terminal's screen, as pyte keeps it -> SVG: one picture, or several that follow each other."""

import io
import re
from collections.abc import Sequence

import pyte
from rich.console import Console
from rich.text import Text

SECONDS = 3.5  # of each frame
COLOURS = {"brown": "yellow"}  # pyte's name of it


def frame(screen: pyte.Screen) -> Text:
    """What is on a screen now, with its colours, without the empty lines below."""
    lines = [_line(screen, row) for row in range(screen.lines)]
    while lines and not lines[-1].plain.strip():
        lines.pop()
    return Text("\n").join(lines)


def _line(screen: pyte.Screen, row: int) -> Text:
    line = Text()
    for column in range(screen.columns):
        cell = screen.buffer[row][column]
        line.append(cell.data, _style(cell))
    line.rstrip()
    return line


def _style(cell: pyte.screens.Char) -> str:
    colour = COLOURS.get(cell.fg, cell.fg)
    colour = f"#{colour}" if re.fullmatch(r"[0-9a-f]{6}", colour) else colour.replace("bright", "bright_")
    flags = [name for name, on in (("bold", cell.bold), ("italic", cell.italics), ("reverse", cell.reverse)) if on]
    return " ".join([*flags, *([colour] if colour != "default" else [])])


def picture_of(name: str, title: str, screen: pyte.Screen) -> str:
    """The SVG of a screen."""
    return _svg(name, title, frame(screen), screen.columns)


def _svg(name: str, title: str, shown: Text, width: int, height: int = 0) -> str:
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(shown, "\n" * (height - len(shown.plain.splitlines()) - 1), sep="", end="", no_wrap=True)
    return console.export_svg(title=title, unique_id=name)


def animated(name: str, title: str, frames: Sequence[Text], width: int = 100) -> str:
    """One SVG in which the frames follow each other, again and again; the last one where nothing moves."""
    height = max(len(shown.plain.splitlines()) for shown in frames)
    drawn = [_svg(f"{name}-{n}", title, shown, width, height) for n, shown in enumerate(frames)]
    whole, share = SECONDS * len(frames), 100 / len(frames)
    rules = [f"@keyframes shown {{ 0%, {share - 0.01:.2f}% {{ opacity: 1 }} {share:.2f}%, 100% {{ opacity: 0 }} }}"]
    rules += [
        f".frame-{n} {{ animation: shown {whole:g}s {n * SECONDS - whole:g}s infinite; opacity: 0 }}"
        for n in range(len(frames))
    ]
    rules.append(f".frame-{len(frames) - 1} {{ opacity: 1 }}")
    rules.append("@media (prefers-reduced-motion) { g { animation: none !important } }")
    [box] = re.findall(r'viewBox="([^"]+)"', drawn[0])
    inner = "\n".join(f'<g class="frame-{n}">\n{each}\n</g>' for n, each in enumerate(drawn))
    style = "\n".join(rules)
    return f'<svg viewBox="{box}" xmlns="http://www.w3.org/2000/svg">\n<style>\n{style}\n</style>\n{inner}\n</svg>\n'
