"""Shows a view in a notebook, or prints it elsewhere."""

import sys
from typing import Any

from autograder.report.safe import showable


def in_notebook() -> Any:
    """IPython's module where a kernel or IPython runs, else None."""
    ipython = sys.modules.get("IPython")
    return ipython if ipython is not None and ipython.get_ipython() is not None else None


def show(view: Any) -> None:
    """Display in a notebook, print elsewhere."""
    ipython = in_notebook()
    if ipython is not None:
        ipython.display.display(view)
    else:
        print(showable(repr(view)))
