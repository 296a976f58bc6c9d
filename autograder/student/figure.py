"""A notebook's figures: `figure` plots with matplotlib what the student's own functions compute."""

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

    If a function is not written yet, or a picture fails, a sentence is shown instead of a traceback.
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
        return "No picture yet: write the functions that it uses, then run this cell again."
    return f"No picture yet, because a function that it uses is wrong: {type(error).__name__}: {error}"
