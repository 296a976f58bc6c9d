"""Numbers with their words."""


def many(count: int, one: str, several: str = "") -> str:
    """``count`` with the words for ``one`` or for ``several``; these are the same words and an s unless they are given.

    For example ``1 file`` and ``1,200 files``, or ``1 file was`` and ``2 files were``.
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
