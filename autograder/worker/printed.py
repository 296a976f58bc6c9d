"""Where a submission prints: the beginning is kept, and too much of it ends the call."""

import io
from typing import Any

SHOWN = 4096  # characters of printed text or traceback that are kept for display


class OutputLimit(BaseException):
    """More was printed than allowed; no Exception, so that a careless ``except`` lets it through."""


class CapturedOutput(io.RawIOBase):
    """Where a submission prints: the beginning is kept, and too much of it ends the call."""

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit
        self.kept = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Keep the beginning; raises `OutputLimit` when all that was written is too much."""
        size = memoryview(data).nbytes
        self.left -= size
        if self.left < 0:
            raise OutputLimit
        self.kept += bytes(data)[: SHOWN - len(self.kept)]
        return size

    def take(self) -> str:
        """The text kept since the last call; the limit starts again."""
        text = self.kept.decode("utf-8", "replace")
        self.kept.clear()
        self.left = self.limit
        return text
