"""Numbers with their words, and names in a row."""

from collections.abc import Sequence


def many(count: int, one: str, several: str = "") -> str:
    """``count`` with the words for ``one`` or for ``several``; these are the same words and an s unless they are given.

    For example ``1 file`` and ``1,200 files``, or ``1 file was`` and ``2 files were``.
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def listed(names: Sequence[str]) -> str:
    """Names in a row: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
