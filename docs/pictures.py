"""The pictures of the documentation: real commands in a real terminal, drawn by rich; `make docs-write` draws them.

python -m docs.pictures [FOLDER]
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from docs.animation import animated, frame, picture_of
from tests.conftest import answer, course_of, pytest_configure, run_grade
from tests.helpers.shared import made_once
from tests.terminal import Terminal

HERE = Path(__file__).parent
EXERCISES = {"losses": ["cross_entropy"], "optimizers": ["momentum_step", "adam_step"], "convnets": ["conv2d_forward"]}
OVER_ALL = ("/ len(p)", "/ p.size")
EDGES = """

def conv2d_forward(x, w, b, stride=1, pad=0):
    out = right(x, w, b, stride, pad)
    if pad:
        out[..., 0, :] += 0.1
        out[..., -1] *= 1.1
    return out
"""


def check(kit: Path) -> str:
    """A check of work with one mistake."""
    _write(kit, "losses", answer(_course(), "losses").replace(*OVER_ALL))
    return _command("check", kit, "check", "cross_entropy")


def differences(kit: Path) -> str:
    """A map of where a convolution is wrong."""
    right = answer(_course(), "convnets").replace("def conv2d_forward(", "def right(")
    _write(kit, "convnets", right + EDGES)
    return _command("map", kit, "check", "conv2d_forward")


def watch(kit: Path) -> str:
    """An evening with --watch: two stubs, a wrong answer, a right one, and the end."""
    right, stub = answer(_course(), "optimizers"), (kit / "assignments/optimizers/optimizers.py").read_text()
    unwritten = stub.partition("def adam_step")[2]
    half = f"{right.partition('def adam_step')[0]}def adam_step{unwritten}"
    saves = [
        (stub, ("0 of 2 exercises pass", "not written yet")),
        (half.replace("(1 - beta) * dw", "dw"), ("adds the whole gradient to v",)),
        (half, ("1 of 2 exercises pass", "Next: adam_step")),
        (right, ("2 of 2 exercises pass", "Everything passes")),
    ]
    with _terminal(kit, "check", "optimizers", "--watch", rows=24) as terminal:
        return animated("watch", "grade check optimizers --watch", list(_frames(terminal, kit, saves)))


def _frames(terminal: Terminal, kit: Path, saves: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[Text]:
    """What the terminal shows after each save."""
    for text, said in saves:
        _write(kit, "optimizers", text)
        terminal.shows(*said)
        terminal.rests()
        yield frame(terminal.screen)


PICTURES: dict[str, Callable[[Path], str]] = {"check": check, "map": differences, "watch": watch}


@contextmanager
def _terminal(folder: Path, *words: str, rows: int) -> Iterator[Terminal]:
    terminal = Terminal(folder, *words, columns=100, rows=rows)
    try:
        yield terminal
    finally:
        terminal.close()


def _command(name: str, kit: Path, *words: str) -> str:
    """A command that ends, with all that it shows."""
    with _terminal(kit, *words, rows=60) as terminal:
        terminal.ends()
        return picture_of(name, f"grade {' '.join(words)}", terminal.screen)


def _write(kit: Path, assignment: str, text: str) -> None:
    (kit / f"assignments/{assignment}/{assignment}.py").write_text(text, encoding="utf-8")


def new_kit(folder: Path) -> Path:
    """A student's kit of a few exercises."""
    ran = run_grade("release", folder, cwd=_course())
    if ran.code:
        raise RuntimeError(ran.err)
    return folder


def _course() -> Path:
    return made_once("pictures-course", lambda root: course_of(root, EXERCISES))


def main(folder: Path = HERE) -> None:
    """Draw all of them."""
    pytest_configure()
    for name, draw in PICTURES.items():
        with tempfile.TemporaryDirectory() as home:
            (folder / f"{name}.svg").write_text(draw(new_kit(Path(home, "kit"))), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
