"""Makes the README's pictures of the terminal: real checks of real mistakes, drawn by rich.

python -m docs.pictures
"""

import io
import tempfile
from pathlib import Path

from rich.console import Console, RenderableType

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.report.terminal import check_view, failure_view
from autograder.student.check import PublicChecks

HERE = Path(__file__).parent
COURSE = load_course(HERE.parent / "grader.yaml")
EDGES = """

right = conv2d_forward


def conv2d_forward(x, w, b, stride=1, pad=0):
    out = right(x, w, b, stride, pad)
    if pad:
        out[..., 0, :] += 0.1
        out[..., -1] *= 1.1
    return out
"""


def draw(name: str, title: str, view: RenderableType, width: int = 110) -> None:
    """Write one picture."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    console.print(view)
    console.save_svg(str(HERE / f"{name}.svg"), title=title, unique_id=name)


def main() -> None:
    """Write all of them."""
    practice = PublicChecks(COURSE)
    with tempfile.TemporaryDirectory() as folder:
        optimizers = Path(folder) / "optimizers.py"
        answer = load_assignment(COURSE, "optimizers").answer
        optimizers.write_text(answer.replace("m / (1 - beta1**t)", "m"), encoding="utf-8")
        draw(
            "check",
            "grade check optimizers -e adam_step",
            check_view(practice.check("optimizers", optimizers, "adam_step")),
        )
        convnets = Path(folder) / "convnets.py"
        convnets.write_text(load_assignment(COURSE, "convnets").answer + EDGES, encoding="utf-8")
        verdicts = practice.check("convnets", convnets, "conv2d_forward").verdicts
        drawn = next(verdict for verdict in verdicts if verdict.differs)
        draw("map", "grade check convnets -e conv2d_forward", failure_view(drawn))


if __name__ == "__main__":
    main()
