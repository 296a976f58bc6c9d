"""Makes text safe for a terminal: a submission's text does no harm there, and no character stops a run."""

import sys


def safe(text: str, *, lines: bool = False) -> str:
    """``text`` with every control, format and surrogate character escaped; ``lines`` keeps line ends.

    Escape sequences, carriage returns and bidirectional overrides become visible instead of active.
    """
    return "".join(c if c.isprintable() or (lines and c == "\n") else _escaped(c) for c in text)


def output_encoding() -> str:
    """The encoding of standard output."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def showable(text: str) -> str:
    """``text`` with a question mark for each character that standard output's encoding lacks."""
    encoding = output_encoding()
    return text.encode(encoding, "replace").decode(encoding)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
