"""Text from a submission, made harmless for a terminal."""


def safe(text: str, *, lines: bool = False) -> str:
    """``text`` with every control, format and surrogate character written out; ``lines`` keeps line ends.

    Escape sequences, carriage returns and bidirectional overrides become visible instead of active.
    """
    return "".join(c if c.isprintable() or (lines and c == "\n") else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
