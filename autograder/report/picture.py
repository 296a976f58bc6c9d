"""A verdict's picture -> SVG, and the same in words; colours suit a light and a dark page."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from autograder.records import Boundary, Curve, Picture
from autograder.records.picture import Numbers
from autograder.report.safe import safe
from autograder.words import many

OWN, THEIRS = "#3b82d6", "#808080"
WIDTH, HEIGHT, SIDE = 360, 150, 200  # of a curve and of a plane, in pixels
LEFT, TOP, BOTTOM = 64, 10, 22  # around the lines, for the numbers at the axes
DECADES = 1.5  # over which positive numbers are drawn on a logarithmic scale
MOST_NAMED = 5
SHADED = f'fill="{OWN}" fill-opacity=".35" shape-rendering="crispEdges"'
LABEL = 'font-size="11" font-family="sans-serif" fill="currentColor"'


def words(picture: Picture) -> str:
    """What the picture shows."""
    return _curve_words(picture) if isinstance(picture, Curve) else _boundary_words(picture)


def svg(picture: Picture) -> str:
    """The picture as an SVG image, with a title; `words` say what is in it."""
    drawn, size = (
        (_curve(picture), (WIDTH, HEIGHT)) if isinstance(picture, Curve) else (_boundary(picture), (SIDE, SIDE))
    )
    box = f'width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{picture.kind}" {box} role="img">'
    return f"{head}<title>{escape(safe(_title(picture)))}</title>{''.join(drawn)}</svg>"


def _title(picture: Picture) -> str:
    if isinstance(picture, Curve):
        return f"{picture.name}, step by step"
    return f"classes over {' and '.join(picture.axes)}"


def _curve_words(curve: Curve) -> str:
    first, last = (_number(number) for number in (curve.own[0], curve.own[-1]))
    odd = next((place for place, number in enumerate(curve.own) if number is None), None)
    own = f"{curve.name.capitalize()} of this code: {first} at first, {last} at last ({many(curve.steps, 'step')})"
    own += f", not a finite number at step {_step(odd, curve)}" if odd is not None else ""
    low, high = _number(curve.low[-1]), _number(curve.high[-1])
    ends = f"{low} at last" if low == high else f"between {low} and {high} at last"
    theirs = f"{curve.runs} runs of the reference" if curve.runs > 1 else "the reference"
    return f"{own}; of {theirs}: {ends} ({many(curve.asked_steps, 'step')})."


def _step(place: int, curve: Curve) -> int:
    """The number, from 1, of the step that a place of a thinned curve shows."""
    return 1 + round(place * (curve.steps - 1) / max(len(curve.own) - 1, 1))


def _number(number: float | None) -> str:
    return "not finite" if number is None else f"{number:.3g}"


def _curve(curve: Curve) -> Iterator[str]:
    """The reference's band, the run over it, and the numbers at the ends of both axes."""
    finite = [number for number in (*curve.own, *curve.low, *curve.high) if number is not None]
    scale = _Scale(finite or [0.0], max(curve.steps, curve.asked_steps))
    yield from scale.axes()
    low, high = (scale.lines(numbers, curve.asked_steps) for numbers in (curve.low, curve.high))
    if curve.runs > 1 and len(low) == len(high) == 1:
        yield f'<path d="M{" ".join([*low[0], *reversed(high[0])])}z" fill="{THEIRS}" fill-opacity=".3"/>'
    dashed = f'stroke="{THEIRS}" stroke-width="1.5" stroke-dasharray="5 3"'
    yield from (_line(line, dashed) for line in (*low, *high))
    yield from (_line(line, f'stroke="{OWN}" stroke-width="2.5"') for line in scale.lines(curve.own, curve.steps))


def _line(points: Sequence[str], stroke: str) -> str:
    return f'<path d="M{" ".join(points)}" fill="none" {stroke} stroke-linecap="round"/>'


class _Scale:
    """Where a step and a number are drawn; a logarithmic scale where numbers go over decades."""

    def __init__(self, numbers: Sequence[float], steps: int) -> None:
        self.low, self.high, self.steps = min(numbers), max(numbers), steps
        self.logarithmic = self.low > 0 and math.log10(self.high) - math.log10(self.low) > DECADES

    def axes(self) -> Iterator[str]:
        """Both axes, with the numbers at their ends."""
        bottom, right = HEIGHT - BOTTOM, WIDTH - 6
        yield f'<path d="M{LEFT - 4} {TOP - 4}V{bottom + 4}H{right}" fill="none" stroke="{THEIRS}"/>'
        for number, y in ((self.high, TOP + 6), (self.low, bottom)):
            yield f'<text x="{LEFT - 9}" y="{y}" text-anchor="end" {LABEL}>{number:.3g}</text>'
        if self.logarithmic:
            yield f'<text x="{right}" y="{TOP + 6}" text-anchor="end" {LABEL}>logarithmic scale</text>'
        for step, x, anchor in ((1, LEFT, "start"), (self.steps, right, "end")):
            yield f'<text x="{x}" y="{HEIGHT - 5}" text-anchor="{anchor}" {LABEL}>{step}</text>'

    def lines(self, numbers: Numbers, steps: int) -> list[list[str]]:
        """The points of the numbers of a run of ``steps``; a line ends where a number is not finite."""
        found: list[list[str]] = [[]]
        for place, number in enumerate(numbers):
            if number is None:
                found.append([])
            else:
                step = place * (steps - 1) / max(len(numbers) - 1, 1)
                found[-1].append(f"{self._across(step):.1f} {self._up(number):.1f}")
        return [line for line in found if line]

    def _across(self, step: float) -> float:
        return LEFT + (WIDTH - 8 - LEFT) * step / max(self.steps - 1, 1)

    def _up(self, number: float) -> float:
        measured = math.log10 if self.logarithmic else _half
        low, high, at = map(measured, (self.low, self.high, number))
        share = (at - low) / (high - low) if high > low else 0.5
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share


def _half(number: float) -> float:
    """So that the difference of any two numbers is finite."""
    return number / 2


def _boundary_words(plane: Boundary) -> str:
    right = sum(asked == given for _, _, asked, given in plane.points)
    wrong = [f"({x:.3g}, {y:.3g})" for x, y, asked, given in plane.points if asked != given]
    more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    named = f"; on the wrong side: {', '.join(wrong[:MOST_NAMED])}{more}" if wrong else ""
    kinds = set("".join(plane.classes))
    shaded = "where it is shaded" if len(kinds) > 1 else "everywhere" if "1" in kinds else "nowhere"
    return (
        f"This code says 1 {shaded}, over {' and '.join(plane.axes)}; filled points should be 1, hollow ones 0: "
        f"{right} of {len(plane.points)} {'is' if right == 1 else 'are'} on the right side{named}."
    )


def _boundary(plane: Boundary) -> Iterator[str]:
    """The shaded part of the plane, a frame, and the points; a wrong one is crossed out."""
    height, width = SIDE / len(plane.classes), SIDE / len(plane.classes[0])
    for down, row in enumerate(plane.classes):
        for start, length in _runs(row):
            place = (
                f'x="{start * width:.2f}" y="{down * height:.2f}" width="{length * width:.2f}" height="{height:.2f}"'
            )
            yield f'<rect {place} fill="{OWN}" fill-opacity=".35" shape-rendering="crispEdges"/>'
    yield f'<rect x=".5" y=".5" width="{SIDE - 1}" height="{SIDE - 1}" fill="none" stroke="{THEIRS}"/>'
    for x, y, asked, given in plane.points:
        across, below = (x - plane.left) / (plane.right - plane.left), (plane.top - y) / (plane.top - plane.bottom)
        yield from _point(SIDE * across, SIDE * below, filled=asked == 1, wrong=asked != given)


def _point(x: float, y: float, *, filled: bool, wrong: bool) -> Iterator[str]:
    fill = "currentColor" if filled else "none"
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="currentColor" stroke-width="2"/>'
    if wrong:
        yield f'<path d="M{x - 9:.1f} {y - 9:.1f}l18 18m0 -18l-18 18" stroke="currentColor" stroke-width="2"/>'


def _runs(row: str) -> Iterator[tuple[int, int]]:
    """Where each run of 1 in a row begins, and its length."""
    start = 0
    for digit, part in groupby(row):
        length = len(list(part))
        if digit == "1":
            yield start, length
        start += length
