"""A notebook's pictures: `figure` draws with matplotlib what the student's own functions compute."""

from collections.abc import Callable
from typing import Any

from autograder.installation import install

STYLE: dict[Any, Any] = {
    "figure.figsize": (7.0, 3.2),
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": "medium",
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def figure(draw: Callable[[Any], object]) -> None:
    """Call ``draw`` with ``matplotlib.pyplot``, and show the picture: for use as a decorator.

    Where a function is not written yet, or a picture fails, a sentence says so instead of a traceback.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print(f"Pictures need matplotlib. Install it with: {install('notebook')}")
        return
    with plt.rc_context(STYLE):
        try:
            draw(plt)
            plt.show()
        except Exception as error:
            print(_remark(error))
        finally:
            plt.close("all")


def _remark(error: Exception) -> str:
    if isinstance(error, (NotImplementedError, NameError)):
        return "A picture appears here once the functions that it draws are written: run this cell again then."
    return f"No picture yet, since a function that it draws is not right: {type(error).__name__}: {error}"
