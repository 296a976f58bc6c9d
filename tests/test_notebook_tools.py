"""What a notebook's cells call, in plain Python: the time limit, hints, the progress, answers and figures."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course.answers import answers_released
from autograder.course.config import load_course
from autograder.report.cell import NoticeView, SolutionView
from autograder.student.time_limit import OutOfTime, time_limit
from tests.conftest import Ran, answer

Grade = Callable[..., Ran]


def stubborn() -> None:
    for _ in range(3):
        try:
            time.sleep(100)
        except BaseException:  # noqa: S112  (as careless as a student's)
            continue


@pytest.mark.parametrize("code", [lambda: time.sleep(100), lambda: [None for _ in iter(int, 1)], stubborn])
def test_code_that_does_not_end_is_interrupted(code: Callable[[], object]) -> None:
    started, before = time.monotonic(), signal.getsignal(signal.SIGINT)
    with pytest.raises(OutOfTime), time_limit(0.1):
        code()
        time.sleep(100)  # where the stubborn code ends by itself
    assert time.monotonic() - started < 30
    assert signal.getsignal(signal.SIGINT) is before and threading.active_count() == 1


def test_the_students_own_interrupt_still_works_and_nothing_comes_late() -> None:
    with pytest.raises(KeyboardInterrupt), time_limit(60):
        signal.raise_signal(signal.SIGINT)
    with time_limit(0.05):
        pass
    time.sleep(0.2)


def run_tools(course: Path, code: str, *, within: str = "losses") -> str:
    """What the tools print in a script in the assignment's folder."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=course / "assignments" / within, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


TOOLS = """
import matplotlib; matplotlib.use('agg')
from losses import *
from autograder.notebook import *
hint(softmax_cross_entropy); hint(softmax_cross_entropy, 2); hint(cross_entropy); hint("cross_entropy")
progress()
solution(cross_entropy)
@figure
def draw(plt):
    plt.plot([softmax_cross_entropy(np.ones((1, 2)), np.zeros(1, int))[0]] * 2)
"""


def test_hints_progress_and_figures_tell_of_a_wrong_function(course: Path) -> None:
    path = course / "assignments/losses/losses.py"
    path.write_text(answer(course, "losses") + "\n\ndef softmax_cross_entropy(z, t):\n    return 0.0, z\n")
    said = run_tools(course, TOOLS)
    assert "softmax_cross_entropy does not pass this check yet: it " in said
    assert "Hint 1 of 2. The next one: hint(softmax_cross_entropy, 2)" in said
    assert "A common mistake here: code that " in said and "That is the last hint." in said
    assert "cross_entropy passes its public checks, so there is no hint." in said
    assert "hint() needs the function itself, not its name. Write it like this: hint(adam_step)" in said
    assert "losses: 1 of 2 functions pass their public checks" in said and "Next: softmax_cross_entropy" in said
    assert "The answers to losses are not released." in said
    assert "This picture is not right yet: softmax_cross_entropy is wrong. It " in said


def test_a_right_function_without_loops_passes_beside_the_clocks_thread(course: Path) -> None:
    (course / "assignments/convnets/convnets.py").write_text(answer(course, "convnets"))
    script = "from convnets import *\nfrom autograder.notebook import *\ncheck(conv2d_forward)"
    said = run_tools(course, script, within="convnets")
    assert "FAILED" not in said and "waits" not in said and said.count("  ok  ") > 4


def test_a_kit_holds_answers_only_when_late_work_no_longer_counts(course: Path, grade: Grade, tmp_path: Path) -> None:
    file = course / "grader.yaml"
    text = file.read_text().replace("2026-10-19", "2999-10-19")
    assert "max_days: 5" in text
    file.write_text(text + "solutions: after_due\n")
    ran = grade("release", tmp_path / "kit", "--assignment", "losses", "--assignment", "optimizers")
    assert ran.code == 0 and "It holds the answers to optimizers." in ran.err
    work = tmp_path / "kit/assignments/losses/losses.py"
    script = "from autograder.notebook import solution\nfrom {0} import {1}\nsolution({1})"
    assert "not released" in run_tools(tmp_path / "kit", script.format("losses", "cross_entropy"))
    told = run_tools(tmp_path / "kit", script.format("optimizers", "adam_step"), within="optimizers")
    assert "Your adam_step:" in told and "An answer of the course:" in told and "m / (1 - beta1**t)" in told
    assert work.read_bytes().count(b"raise NotImplementedError") == 2
    due = load_course(file)
    assert not answers_released(due, "optimizers", datetime(2026, 11, 7, 23, tzinfo=UTC))
    assert answers_released(due, "optimizers", datetime(2026, 11, 8, tzinfo=UTC))


def test_answers_after_passing_wait_for_it(course: Path, grade: Grade, tmp_path: Path) -> None:
    (course / "grader.yaml").write_text((course / "grader.yaml").read_text() + "solutions: after_passing\n")
    assert grade("release", tmp_path / "kit", "--assignment", "losses").code == 0
    script = "from autograder.notebook import solution\nfrom losses import cross_entropy\nsolution(cross_entropy)"
    assert "cross_entropy does not pass its public checks yet." in run_tools(tmp_path / "kit", script)
    (tmp_path / "kit/assignments/losses/losses.py").write_text(answer(course, "losses"))
    assert "An answer of the course:" in run_tools(tmp_path / "kit", script)


def test_views_escape_what_they_show_and_turn_backticks_into_code() -> None:
    hostile = "<script>alert(1)</script> `x` \x1b[2J"
    for view in (NoticeView(hostile, hostile), SolutionView("f", hostile, "x = 1")):
        html = view._repr_html_()
        assert "<script>" not in html and "\x1b" not in html
    assert "<code>x</code>" in NoticeView(hostile)._repr_html_()
