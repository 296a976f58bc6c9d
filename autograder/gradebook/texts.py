"""Makes texts fit for every database, and limits the size of a submission's own texts."""

from collections.abc import Sequence

OWN_BYTES = 64 << 10  # UTF-8, of what one submission printed, raised and was named, all together
BYTES = 4 << 10  # of any one text
CUT = "…"


def storable(text: str) -> str:
    """``text`` with NUL and lone surrogates escaped: PostgreSQL accepts no NUL, and UTF-8 no surrogate."""
    return text.replace("\0", r"\x00").encode("utf-8", "backslashreplace").decode()


def shortened(text: str, most: int = BYTES) -> str:
    """The last ``most`` bytes of ``text`` at most: a traceback says at its end what happened."""
    data, mark = text.encode(), CUT.encode()
    if len(data) <= most:
        return text
    return CUT + data[len(data) - most + len(mark) :].decode(errors="ignore") if most > len(mark) else ""


def shared(texts: Sequence[str], most: int = OWN_BYTES) -> list[str]:
    """``texts`` in at most ``most`` bytes together: the short ones whole, the long ones cut to equal shares."""
    kept, left = list(texts), most
    by_size = sorted(range(len(texts)), key=lambda place: len(texts[place].encode()))
    for done, place in enumerate(by_size):
        kept[place] = shortened(texts[place], left // (len(texts) - done))
        left -= len(kept[place].encode())
    return kept
