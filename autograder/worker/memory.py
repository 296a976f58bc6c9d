"""Memory as others have left it: a submission that reads it finds large numbers there, and never zeros by luck.

NumPy keeps small blocks for itself, larger ones come from malloc, which ``MALLOC_PERTURB_`` lets write into each block
that it gives out or takes back.  Where training makes many arrays, that takes up to a quarter of its time.
"""

import ctypes
import re
import sys
from contextlib import suppress

import numpy as np

SPOILED = 1e200
EMPTY = np.empty  # before a submission can replace it
BLOCKS = {size: [np.full(size, SPOILED)] * 7 for size in range(1, 128)}  # as many as NumPy keeps of each size
M_PERTURB = -6  # of malloc.h
MAKERS = (b"ndarray", b"recarray", b"chararray", b"masked_all", b"nditer", b"as_strided")
USED = {
    b"empty": re.compile(rb"""[.'"]\s*empty|empty(_like)?(\s*\(|\s+as\b)|import\b.*\bempty"""),  # no word of a text
    b"where": re.compile(rb"""where(\s*=|["']\s*[:\]])"""),  # np.divide(x, y, where=y != 0)
}


def reads_free_memory(source: bytes) -> bool:
    """Whether code may read memory as it was left: it names what makes an array without content."""
    if any(name in source for name in MAKERS):
        return True
    return any(word in source and used.search(source) for word, used in USED.items())


def spare_free_memory() -> None:
    """Let malloc write nothing into its blocks any more, where this system's malloc does."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # no glibc
            ctypes.CDLL(None).mallopt(M_PERTURB, 0)


def spoil_free_memory() -> None:
    """Fill NumPy's cache of small blocks, so that a submission's `np.empty` is never zero by luck.

    NumPy keeps up to seven freed blocks of each size below 1024 bytes, and gives out first what was freed last: if that
    is still spoiled its size has not been used since.
    """
    with suppress(MemoryError):  # of a submission that has taken its own memory away
        last = list(map(EMPTY, BLOCKS))
        used = [len(block) for block in last if block.item(0) != SPOILED or block.item(-1) != SPOILED]
        del last
        held = [list(map(np.ndarray.__copy__, BLOCKS[size])) for size in used]
        del held  # only now, so that every block was another one
