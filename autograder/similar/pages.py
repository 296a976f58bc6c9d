"""Alike pairs -> static pages with both texts: no script, no network, every text of a submission escaped."""

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from autograder.similar.code import Span, Texts
from autograder.similar.pairs import AlikePair, AlikeWork

INDEX = "index.html"
UNPRINTABLE = {code: f"\\x{code:02x}" for code in (*range(9), 11, 12, *range(14, 32), 127)}

Part = tuple[str, bool]
"""A part of a text, and whether the other text has the like."""


def pages(course: str, work: Sequence[AlikeWork], texts: Mapping[str, Texts]) -> dict[str, str]:
    """The HTML of each page by its file's name: an index, and a page for each pair with code."""
    named = {
        id(pair): _file(pair, number) for one in work for number, pair in enumerate(one.pairs, 1) if _has_code(pair)
    }
    files = {INDEX: _template("index.html").render(course=course, work=work, file=lambda pair: named.get(id(pair)))}
    for one in work:
        for pair in one.pairs:
            if id(pair) in named:
                sides = _sides(texts[one.assignment], pair)
                files[named[id(pair)]] = _template("pair.html").render(course=course, pair=pair, sides=sides)
    return files


def _file(pair: AlikePair, number: int) -> str:
    """Our own name: those of students are no file names."""
    return f"{pair.assignment}-{number:03}.html"


def _has_code(pair: AlikePair) -> bool:
    return pair.code is not None


def _sides(texts: Texts, pair: AlikePair) -> list[tuple[str, list[Part]]]:
    """Each student with the parts of their text."""
    both = texts.same(*pair.students)
    return [(name, parts(texts.written[name], spans)) for name, spans in zip(pair.students, both, strict=True)]


def parts(text: str, spans: Sequence[Span]) -> list[Part]:
    """The text in parts; those in ``spans`` are marked, and control characters are written out."""
    found: list[Part] = []
    end = 0
    for start, stop in sorted(spans):
        first = max(start, end)
        found += [(text[end:first], False), (text[first : max(stop, first)], True)]
        end = max(stop, first)
    found.append((text[end:], False))
    return [(part.translate(UNPRINTABLE), marked) for part, marked in found if part]


@cache
def _template(name: str) -> Template:
    loader = PackageLoader("autograder.similar")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return environment.get_template(name)
