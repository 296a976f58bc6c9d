"""Notes of what NumPy warns while a call runs: which operation overflowed, divided by zero or was not defined."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.worker.wire import Value

MOST, TEXT = 8, 80  # warnings of a call that are noted, and characters of each


@contextmanager
def noting(noted: list[Value]) -> Iterator[None]:
    """Add the texts of different `RuntimeWarning` to ``noted``, and show all warnings as before.

    Each line warns once in every call, and not once in the whole process.
    """
    with warnings.catch_warnings():
        show = warnings.showwarning

        def note(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            text = f"{message}"[:TEXT] if category is RuntimeWarning else ""
            if text and text not in noted and len(noted) < MOST:
                noted.append(text)
            show(message, category, *where, **more)

        warnings.showwarning = note
        yield
