"""Numbers with their words."""


def many(count: int, word: str) -> str:
    """``count`` with its ``word``, which ends in s unless there is one."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
