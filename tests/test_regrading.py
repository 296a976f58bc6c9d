"""What an edit of the course asks again: its own assignment, and nothing else."""

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran, answer, submit

Grade = Callable[..., Ran]


def test_an_edit_asks_its_own_assignment_again_and_a_draft_elsewhere_stops_nothing(course: Path, grade: Grade) -> None:
    for name in ("optimizers", "losses"):
        submit(course / "submissions", "ada", name, answer(course, name))
    both = ("all", "--assignment", "optimizers", "--assignment", "losses")
    assert "2 graded, 0 unchanged" in grade(*both).err
    source = course / "solutions/losses/cross_entropy.py"
    source.write_text(f"{source.read_text()}\n# a remark\n")
    again = grade(*both)
    assert "1 graded, 1 unchanged" in again.err and "ada losses" in again.err
    source.write_text("def half(:\n")
    (course / "solutions/losses/unfinished.py").write_text("TODO\n")
    (course / "solutions/activations/calibration.json").unlink()
    assert "0 graded, 1 unchanged" in grade("all", "--assignment", "optimizers").err
    assert grade("check", "optimizers").code == 1
    stopped = grade(*both)
    assert stopped.code == 2 and "cross_entropy.py" in stopped.err
