"""A notebook's pictures: `figure` draws with matplotlib what the student's own functions compute."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

STYLE = {
    "figure.figsize": (7.0, 3.2),
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


class NotInstalled(Exception):
    """There is no matplotlib."""


class NoPyplot:
    """Stands for ``matplotlib.pyplot`` where that is not installed: the first thing that is asked of it fails."""

    def rc_context(self, style: dict[str, Any]) -> AbstractContextManager[None]:
        """Nothing to style."""
        return nullcontext()

    def close(self, which: str) -> None:
        """Nothing to close."""

    def __getattr__(self, name: str) -> Any:
        """Raise `NotInstalled`, for anything else."""
        raise NotInstalled


@contextmanager
def figure() -> Iterator[Any]:
    """Draw with ``matplotlib.pyplot``, which the block is given, and show what it has drawn.

    Where a function is not written yet, or a picture fails, a sentence says so instead of a traceback.
    """
    plt = _pyplot()
    with plt.rc_context(STYLE):
        try:
            yield plt
            plt.show()
        except Exception as error:
            print(_remark(error))
        finally:
            plt.close("all")


def _pyplot() -> Any:
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return NoPyplot()
    return plt


def _remark(error: Exception) -> str:
    if isinstance(error, NotInstalled):
        return "Pictures need matplotlib. Install it with: pip install 'autograder[notebook]'"
    if isinstance(error, (NotImplementedError, NameError)):
        return "A picture appears here once the functions that it draws are written: run this cell again then."
    return f"No picture yet, since a function that it draws is not right: {type(error).__name__}: {error}"
