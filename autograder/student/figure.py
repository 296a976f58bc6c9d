"""A notebook's figures: `figure` plots with matplotlib what the student's own functions compute."""

import io
import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from autograder.errors import AutograderError
from autograder.installation import install
from autograder.report.cell import NoticeView
from autograder.student.kernel import Checked, checked, exercises_here
from autograder.student.show import in_notebook, show

GREY = "#808080"  # which can be read on white and on black
STYLE: dict[Any, Any] = {
    "figure.figsize": (7.0, 3.2),
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": "medium",
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor", "legend.facecolor"), "none"),
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), GREY),
    "grid.color": GREY,
}
DPI = 110


def figure(draw: Callable[[Any], object]) -> None:
    """Call ``draw`` with ``matplotlib.pyplot``, and show the picture: for use as a decorator.

    If a function is not written yet, or a picture fails, a sentence is shown instead of a traceback. If one is wrong,
    a sentence below the picture says so.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print(f"Pictures need matplotlib. Install it with: {install('notebook')}")
        return
    with plt.rc_context(STYLE):
        try:
            draw(plt)
            _show_all(plt)
            error = None
        except Exception as raised:
            error = raised
        finally:
            plt.close("all")
    remark = _remark(error, list(_used(draw)))
    if remark:
        show(remark)


def _show_all(plt: Any) -> None:
    """Show the open figures: in a notebook as transparent pictures, which suit a light and a dark theme."""
    ipython = in_notebook()
    if ipython is None:
        plt.show()
        return
    for number in plt.get_fignums():
        picture = io.BytesIO()
        plt.figure(number).savefig(picture, format="png", dpi=DPI, bbox_inches="tight")
        ipython.display.display(ipython.display.Image(picture.getvalue()))


def _remark(error: Exception | None, used: list[Checked]) -> NoticeView | None:
    """What is wrong with a picture, if anything: the functions that it uses, or its own code."""
    unwritten = [one.exercise.name for one in used if all(v.reason == "not_implemented" for v in one.verdicts)]
    wrong = [one for one in used if one.failed and one.exercise.name not in unwritten]
    if error and (unwritten or isinstance(error, (NotImplementedError, NameError))):
        return NoticeView(f"No picture yet: write {', '.join(unwritten) or 'the functions that it uses'} first.")
    if wrong:
        said = "No picture yet" if error else "This picture is not right yet"
        first = next((v for v in wrong[0].failed if v.check not in wrong[0].waiting), wrong[0].failed[0])
        cause = f"It looks as if the code {first.mistake}." if first.mistake else f"It fails: {first.says}."
        names = ", ".join(one.exercise.name for one in wrong)
        return NoticeView(f"{said}: {names} {'is' if len(wrong) == 1 else 'are'} wrong. {cause}", state="failed")
    return NoticeView(f"No picture: {type(error).__name__}: {error}") if error else None


def _used(draw: Callable[[Any], object]) -> Iterator[Checked]:
    """The exercises that a drawing names, checked; none where there is no course."""
    namespace = {**vars(sys.modules["__main__"]), **getattr(draw, "__globals__", {})}
    named = set(_names(getattr(draw, "__code__", None)))
    try:
        yield from [checked(name, namespace) for name in exercises_here() if name in named]
    except AutograderError:
        return


def _names(code: CodeType | None) -> Iterator[str]:
    """The names that code uses, and the code inside of it."""
    for part in code.co_consts if code else ():
        if isinstance(part, CodeType):
            yield from _names(part)
    yield from code.co_names if code else ()
