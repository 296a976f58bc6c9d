"""Alike pairs -> pages with both texts: an index, and a page for each pair with code; without a script."""

from collections.abc import Mapping, Sequence

from autograder.pages.paper import page
from autograder.similar.code import Span, Texts
from autograder.similar.pairs import AlikePair, AlikeWork

INDEX = "index.html"
TAB = 4  # columns

Part = tuple[str, bool]
"""A part of a text, and whether the other text has the like."""


def pages(course: str, work: Sequence[AlikeWork], texts: Mapping[str, Texts]) -> dict[str, str]:
    """The HTML of each page by its file's name."""
    named = {
        id(pair): _file(pair, number)
        for one in work
        for number, pair in enumerate(one.pairs, 1)
        if pair.code is not None
    }
    title = f"Work that is alike: {course}"
    files = {INDEX: page("alike.html", title=title, work=work, file=lambda pair: named.get(id(pair)))}
    for one in work:
        for pair in one.pairs:
            if id(pair) in named:
                title, sides = f"{pair.assignment}: {' and '.join(pair.students)}", _sides(texts[one.assignment], pair)
                files[named[id(pair)]] = page("alike_pair.html", title=title, pair=pair, sides=sides)
    return files


def _file(pair: AlikePair, number: int) -> str:
    """Our own name: those of students are no file names."""
    return f"{pair.assignment}-{number:03}.html"


def _sides(texts: Texts, pair: AlikePair) -> list[tuple[str, list[Part]]]:
    """Each student with the parts of their text."""
    both = texts.same(*pair.students)
    return [(name, parts(texts.written[name], spans)) for name, spans in zip(pair.students, both, strict=True)]


def parts(text: str, spans: Sequence[Span]) -> list[Part]:
    """The text in parts, without tabs; those in ``spans`` are marked."""
    found: list[Part] = []
    end = 0
    for start, stop in sorted(spans):
        first = max(start, end)
        found += [(text[end:first], False), (text[first : max(stop, first)], True)]
        end = max(stop, first)
    found.append((text[end:], False))
    return [(part.expandtabs(TAB), marked) for part, marked in found if part]
