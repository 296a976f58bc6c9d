"""`grade check`: what a student sees, many times an evening."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.installation import install
from tests.conftest import REPOSITORY, Ran, answer, read_results, run_grade

Grade = Callable[..., Ran]


def write(course: Path, assignment: str, source: str) -> Path:
    path = course / f"assignments/{assignment}/{assignment}.py"
    path.write_text(source)
    return path


def test_an_untouched_stub_says_so_without_noise(grade: Grade) -> None:
    ran = grade("check", "optimizers")
    assert ran.code == 1
    assert "not written yet" in ran.out and "public checks 0/" in ran.out and "Hint" not in ran.out


@pytest.mark.parametrize("assignment", ["perceptron", "activations", "losses", "backprop", "optimizers", "convnets"])
def test_the_answers_pass_every_public_check(course: Path, grade: Grade, assignment: str) -> None:
    write(course, assignment, answer(course, assignment))
    ran = grade("check", assignment)
    assert ran.code == 0, ran.out
    assert "hidden checks of the same kind run after you submit" in ran.out


def test_a_named_mistake_is_named_with_a_hint_and_the_worst_value(course: Path, grade: Grade) -> None:
    write(course, "optimizers", answer(course, "optimizers").replace("m / (1 - beta1**t)", "m"))
    ran = grade("check", "optimizers")
    assert ran.code == 1
    assert "adam_step: corrects the bias of the first steps" in ran.out
    assert "It looks as if the code leaves m uncorrected." in ran.out
    assert "Hint: m and v start at zero" in ran.out
    assert "The worst is" in ran.out and "expected" in ran.out


def test_an_exception_shows_the_students_own_lines(course: Path, grade: Grade) -> None:
    source = "import numpy as np\n\n\ndef adam_step(w, dw, m, v, t, lr=1, beta1=0.9, beta2=0.9, eps=0):\n    return w + undefined\n"
    write(course, "optimizers", source)
    ran = grade("check", "optimizers")
    assert "raises NameError at line 5, in adam_step" in ran.out and "| NameError: name 'undefined'" in ran.out


def test_a_syntax_error_is_said_once(course: Path, grade: Grade) -> None:
    write(course, "losses", "def cross_entropy(p, t)\n    return 0\n")
    ran = grade("check", "losses")
    assert ran.code == 1
    assert ran.out.count("since part of the module fails: SyntaxError at line 1.") == 1


def test_one_exercise_at_a_time(course: Path, grade: Grade) -> None:
    ran = grade("check", "losses", "-e", "cross_entropy")
    assert "cross_entropy" in ran.out and "softmax" not in ran.out
    wrong = grade("check", "losses", "-e", "cross_entrpy")
    assert wrong.code == 2 and "Did you mean 'cross_entropy'?" in wrong.err


def test_results_follow_the_schema_and_are_public_throughout(course: Path, grade: Grade, tmp_path: Path) -> None:
    write(course, "losses", answer(course, "losses").replace("/ len(p)", "/ 1"))
    grade("check", "losses", "--json", tmp_path / "r.json")
    [result] = read_results(tmp_path / "r.json")
    checks = [check for exercise in result["exercises"] for check in exercise["checks"]]
    assert result["student"] is None and {check["visibility"] for check in checks} == {"public"}
    assert {check["mistake"] for check in checks if check["status"] == "failed"} == {
        "sums over the batch instead of averaging"
    }


def test_json_on_standard_output_is_all_there_is(course: Path, grade: Grade) -> None:
    ran = grade("check", "optimizers", "--json", "-")
    assert json.loads(ran.out)["schema"] == "autograder/results/2"


def test_public_checks_read_no_secret_and_do_not_depend_on_it(course: Path, grade: Grade) -> None:
    write(course, "optimizers", answer(course, "optimizers").replace("m / (1 - beta1**t)", "m"))
    first = grade("check", "optimizers", "--json", "-")
    second = grade("check", "optimizers", "--json", "-", env={"AUTOGRADER_SECRET": "another"})
    assert first.out == second.out
    assert not (course / ".grade-secret").exists()


@pytest.mark.parametrize("how", ["folder", "module", "inside", "by name", "alone"])
def test_a_copied_folder_is_checked_like_the_original(course: Path, tmp_path: Path, how: str) -> None:
    copy = tmp_path / "my work" / "optimizers"
    shutil.copytree(course / "assignments/optimizers", copy)
    (copy / "optimizers.py").write_text(answer(REPOSITORY, "optimizers"))  # whose course it is outside of all others
    ways: dict[str, tuple[list[str | Path], Path]] = {
        "folder": ([copy], course),
        "module": ([copy / "optimizers.py"], course),
        "inside": ([], copy),
        "by name": (["optimizers"], copy),
        "alone": ([copy], tmp_path),
    }
    arguments, cwd = ways[how]
    ran = run_grade("check", *arguments, cwd=cwd)
    assert ran.code == 0, ran.out + ran.err
    assert "adam_step" in ran.out and "to fix" not in ran.out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("optimizer", "Did you mean 'optimizers'?"),
        ("nowhere/optimizers.py", "There is no nowhere/optimizers.py"),
        ("solutions", "Cannot tell to which assignment"),
    ],
)
def test_a_target_that_is_none_is_explained(grade: Grade, target: str, said: str) -> None:
    ran = grade("check", target)
    assert ran.code == 2 and said in ran.err and ran.out == ""


def test_without_a_course_the_error_says_where_to_go(tmp_path: Path) -> None:
    ran = run_grade("check", "optimizers", cwd=tmp_path)
    assert ran.code == 2 and "There is no grader.yaml" in ran.err


def test_without_torch_the_error_says_what_to_install(course: Path, tmp_path: Path) -> None:
    """The cache is emptied, and torch made unimportable, as on a student's own machine."""
    (course / ".grade-cache").unlink()
    blocked = tmp_path / "blocked" / "torch"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('no torch here')")
    write(course, "optimizers", answer(course, "optimizers"))
    ran = run_grade("check", "optimizers", cwd=course, env={"PYTHONPATH": str(blocked.parent)})
    assert ran.code == 3 and "needs PyTorch" in ran.err and install("instructor") in ran.err


def test_what_is_piped_is_plain_text(course: Path, grade: Grade) -> None:
    assert "\x1b" not in grade("check", "optimizers").out


@pytest.mark.skipif(sys.platform == "win32", reason="needs the script command of Unix")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    course: Path, environment: dict[str, str], coloured: bool
) -> None:
    write(course, "optimizers", answer(course, "optimizers").replace("m / (1 - beta1**t)", "m"))
    command = f"{sys.executable} -m autograder check optimizers"
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        cwd=course,
        env={
            "XDG_CONFIG_HOME": os.environ["XDG_CONFIG_HOME"],
            "PATH": "/usr/bin:/bin",
            "TERM": "xterm-256color",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    colours = [part for part in done.stdout.split("\x1b[")[1:] if part.startswith(("31", "32", "36", "1;31"))]
    assert bool(colours) == coloured


def test_hostile_output_cannot_drive_the_terminal(course: Path, grade: Grade) -> None:
    write(
        course,
        "optimizers",
        "def adam_step(*args, **options):\n    raise ValueError('\\x1b]0;evil\\x07\\x1b[2J\\u202e')\n",
    )
    ran = grade("check", "optimizers")
    assert "\x1b" not in ran.out and "\u202e" not in ran.out and "\x07" not in ran.out
    assert "\\x1b]0;evil" in ran.out


def test_three_lines_of_python_do_a_failure_again(course: Path) -> None:
    write(course, "optimizers", answer(course, "optimizers").replace("m / (1 - beta1**t)", "m"))
    lines = [
        "from autograder.practice import replay",
        "import optimizers",
        "print(replay(optimizers, 'adam_step.early', 't=1'))",
    ]
    again = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=course / "assignments/optimizers", capture_output=True, text=True
    )
    assert again.returncode == 0 and "array" in again.stdout and "0.1249" in again.stdout
    wrong = "\n".join(lines).replace("t=1", "t=77")
    failed = subprocess.run(
        [sys.executable, "-c", wrong], cwd=course / "assignments/optimizers", capture_output=True, text=True
    )
    assert "has no public case 't=77'" in failed.stderr
