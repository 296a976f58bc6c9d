"""A terminal that lacks a character never stops a run: the character is replaced there, and whole in files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.offer import COMMANDS
from tests.conftest import Ran, answer, read_results, run_grade, submit

NAMES = ["José", "Łukasz Żak", "小明", "Zoë 🎓"]
TERMINALS = {
    "ascii": ({"PYTHONIOENCODING": "ascii"}, "ascii"),
    "C": ({"LC_ALL": "C"}, "utf-8"),  # which Python takes for UTF-8
    "really C": (
        {  # the harshest, in which every command is run below
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
        "ascii",
    ),
    "cp1252": ({"PYTHONIOENCODING": "cp1252"}, "cp1252"),
}


@pytest.fixture
def accented(course: Path) -> Path:
    """A course with a name of its own, and a class from everywhere: one mistake each, and one time that is none."""
    file = course / "grader.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "course: Über Netze 深層学習\n", encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    file.write_text("\n".join(line for line in text.splitlines() if "from scratch" not in line), encoding="utf-8")
    wrong = answer(course, "optimizers").replace("m / (1 - beta1**t)", "m * (np.arange(m.shape[-1]) > 1)")
    for name in NAMES:
        folder = submit(course / "submissions", name, "optimizers", wrong)
    (folder / "timestamp.txt").write_text("vorgestern, im März", encoding="utf-8")
    (course / "assignments/optimizers/optimizers.py").write_text(f"# ł 小明\n{wrong}", encoding="utf-8")
    return course


def run_in(terminal: str, cwd: Path, *args: str | Path, code: int = 0) -> Ran:
    """Run `grade` in a terminal of this kind; what it prints can be read by the terminal's own encoding."""
    env, encoding = TERMINALS[terminal]
    ran = run_grade(*args, cwd=cwd, env=env, encoding=encoding)
    assert ran.code == code, ran.err
    assert "Internal error" not in ran.err
    return ran


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_class_is_graded_and_whole_in_the_files(accented: Path, terminal: str) -> None:
    ran = run_in(terminal, accented, "all", "--assignment", "optimizers", "--json", "r.json")
    assert sorted(result["student"] for result in read_results(accented / "r.json")) == sorted(NAMES)
    assert ran.out.count("100.0") == 0 and ran.out.count("|") + ran.out.count("│") > 10
    assert ("José" if terminal in ("C", "cp1252") else "Jos?") in ran.out
    assert "vorgestern" in ran.err and "Isolation:" in ran.err
    shown = run_in(terminal, accented, "show", NAMES[0], "optimizers", "--json", "-")
    assert '"student": "Jos\\u00e9"' in shown.out
    assert "FAILED" in run_in(terminal, accented, "show", NAMES[-1]).out
    again = run_in(terminal, accented, "all", "--assignment", "optimizers", "--student", NAMES[1], "--json", "-")
    assert "1 unchanged" in again.err and "\\u0141ukasz" in again.out


def test_nobody_of_that_name_is_an_error_that_can_be_printed(accented: Path) -> None:
    run_in("really C", accented, "all", "--assignment", "optimizers")
    assert "Error: The gradebook has no results for" in run_in("really C", accented, "show", "Jörg", code=2).err
    assert "Error" in run_in("really C", accented, "check", "nöthing", code=2).err
    assert "Error" in run_in("really C", accented, "Übung", code=2).err


def test_a_student_works(accented: Path) -> None:
    assert "adam_step" in run_in("really C", accented, "check", "optimizers", code=1).out
    assert run_in("really C", accented, "hint", "adam_step").out
    run_in("really C", accented, "submit", "optimizers", "--student", NAMES[1], "--to", "größe")
    [_] = (accented / "größe").glob("*.zip")
    assert "optimizers" in run_in("really C", accented).out


def test_an_author_works(accented: Path, tmp_path: Path) -> None:
    run_in("really C", accented, "build")
    run_in("really C", accented, "release", tmp_path / "kit für alle")
    assert "Über Netze 深層学習" in (tmp_path / "kit für alle/README.md").read_text(encoding="utf-8")
    run_in("really C", accented, "verify", "activations/sigmoid_derivative")
    run_in("really C", accented, "new", "optimizers/another")
    run_in("really C", accented, "init", tmp_path / "mein Köln")


def test_an_instructor_exports(accented: Path, tmp_path: Path) -> None:
    run_in("really C", accented, "all", "--assignment", "optimizers")
    run_in("really C", accented, "export", "nbgrader", "--db", tmp_path / "ü.db")
    run_in("really C", accented, "roster", "nbgrader", "--db", tmp_path / "ü.db", tmp_path / "ä")
    assert "José" in (tmp_path / "ä/roster.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_can_be_read_anywhere(name: str, tmp_path: Path) -> None:
    assert run_in("ascii", tmp_path, name, "--help").out.startswith(f"Usage: grade {name}")


def test_a_script_of_a_notebooks_cells_can_print(accented: Path) -> None:
    """The map too, which is drawn in other characters there, and only of arrays with three rows and columns or more."""
    some_columns = "dz / len(z) * np.where(min(z.shape) > 2, np.arange(z.shape[1]) > 1, 1)"
    folder = accented / "assignments/losses"
    (folder / "losses.py").write_text(answer(accented, "losses").replace("dz / len(z)", some_columns), encoding="utf-8")
    script = (
        "from losses import softmax_cross_entropy\nfrom autograder.notebook import check\ncheck(softmax_cross_entropy)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "FAILED" in done.stdout and "##" in done.stdout
