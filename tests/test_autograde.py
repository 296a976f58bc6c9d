"""nbgrader itself takes what `grade build --nbgrader` writes, and its test cells have the points of `grade all`."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from tests.conftest import ADAM, SECRET, Ran, read_results, run_grade, small_course
from tests.helpers.shared import made_once

NAME = "optimizers"


def nbgrader(folder: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """nbgrader's command, which needs that of alembic on the path."""
    alembic = next(file for file in importlib.metadata.files("alembic") or [] if file.stem == "alembic")
    path = os.pathsep.join([str(Path(str(alembic.locate())).resolve().parent), os.environ["PATH"]])
    known = {key: value for key, value in os.environ.items() if not key.startswith("AUTOGRADER_")}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *args],
        cwd=folder,
        env={**known, "PATH": path, **env},
        capture_output=True,
        text=True,
        timeout=300,
    )


def release(folder: Path) -> None:
    """nbgrader's course folder, with the notebook of `optimizers` as students get it."""
    folder.mkdir()
    built = run_grade("build", "--nbgrader", folder, cwd=small_course())
    assert built.code == 0 and f"wrote source/{NAME}/{NAME}.ipynb" in built.out
    made = nbgrader(folder, "generate_assignment", NAME)
    assert made.returncode == 0, made.stderr


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A copy of it for the test alone."""
    return Path(shutil.copytree(made_once("released", release), tmp_path / "nbgrader"))


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def adam(course: Path) -> SolvedExercise:
    return load_assignment(load_course(course / "grader.yaml"), NAME).exercise("adam_step")


def hand_in(folder: Path, student: str, function: str) -> Path:
    """The released notebook with ``function`` in the place of the stub, among nbgrader's submissions."""
    notebook = read(folder / f"release/{NAME}/{NAME}.ipynb")
    next(cell for cell in notebook.cells if cell.id == "adam_step").source = function
    path = folder / f"submitted/{student}/{NAME}/{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    return path


def scores(folder: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    """What nbgrader's own gradebook has of a student: a cell's automatic score, and whether a person must look."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        [notebook] = book.find_submission(NAME, student).notebooks
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def test_the_source_tree_holds_notebooks_only_and_is_stable(
    tmp_path: Path, course: Path, grade: Callable[..., Ran]
) -> None:
    assert grade("build", "--nbgrader", tmp_path / "there", "--check").code == 1
    assert grade("build", "--nbgrader", tmp_path / "there").code == 0
    assert grade("build", "--nbgrader", tmp_path / "there", "--check", env={"PYTHONHASHSEED": "3"}).code == 0
    files = {str(p.relative_to(tmp_path / "there")) for p in (tmp_path / "there").rglob("*") if p.is_file()}
    names = load_course(course / "grader.yaml").assignments
    assert files == {str(Path("source", name, f"{name}.ipynb")) for name in names}


def test_a_release_has_the_stub_and_no_marks_of_the_source(released: Path) -> None:
    cells = {cell.id: cell for cell in read(released / f"release/{NAME}/{NAME}.ipynb").cells}
    stub, test = cells["adam_step"], cells["test_adam_step"]
    assert stub.source.endswith("    # YOUR CODE HERE\n    raise NotImplementedError()")
    assert stub.source.startswith("def adam_step(") and "SOLUTION" not in stub.source
    assert test.source.splitlines()[-1] == 'points("adam_step")'
    assert (test.metadata.nbgrader.points, test.metadata.nbgrader.locked) == (ADAM, True)
    assert stub.metadata.nbgrader.solution and not stub.metadata.nbgrader.grade


def test_validate_fails_a_stub_and_passes_an_answer(released: Path, course: Path) -> None:
    env = {"AUTOGRADER_COURSE": str(course)}
    stub = nbgrader(released, "validate", f"release/{NAME}/{NAME}.ipynb", **env)
    assert "VALIDATION FAILED ON 1 CELL" in stub.stdout, stub.stderr
    path = hand_in(released, "ada", adam(course).source.text)
    answered = nbgrader(released, "validate", str(path), **env)
    assert "Success! Your notebook passes all the tests." in answered.stdout, answered.stderr


@pytest.mark.parametrize("missing", ["the course", "time"])
def test_what_cannot_be_graded_gets_no_score_and_is_left_to_a_person(
    missing: str, released: Path, course: Path
) -> None:
    """An exception would be 0 points, and nobody would look."""
    hand_in(released, "ada", adam(course).source.text)
    env = {"time": {"AUTOGRADER_COURSE": str(course), "AUTOGRADER_SECONDS": "0.01"}, "the course": {}}[missing]
    graded = nbgrader(released, "autograde", NAME, **env)
    assert graded.returncode != 0 and "There was an error processing assignment" in graded.stderr
    assert scores(released, "ada") == {"test_adam_step": (None, True)}


def test_autograde_has_the_points_of_grade_all(
    released: Path, course: Path, tmp_path: Path, grade: Callable[..., Ran]
) -> None:
    exercise = adam(course)
    uncorrected = next(mistake for mistake in exercise.mistakes if mistake.says == "leaves m uncorrected")
    hand_in(released, "ada", exercise.source.text)
    hand_in(released, "alan", exercise.mistaken(uncorrected))
    hand_in(released, "kurt", exercise.stub + "import sys\nprint('a warning', file=sys.stderr)")
    graded = nbgrader(released, "autograde", NAME, AUTOGRADER_COURSE=str(course), AUTOGRADER_SECRET=SECRET)
    assert graded.returncode == 0, graded.stderr
    shutil.rmtree(released / "autograded")
    assert grade("all", released / "submitted", "--assignment", NAME, "--json", tmp_path / "results.json").code == 0
    ours = {result["student"]: result["exercises"][0]["points"] for result in read_results(tmp_path / "results.json")}
    assert {student: scores(released, student)["test_adam_step"] for student in ours} == {
        student: (points, False) for student, points in ours.items()
    }
    assert ours["ada"] == ADAM and 0 < ours["alan"] < ADAM and ours["kurt"] == 0


FORGING = """
print(12.0)
print("points = 12.0")
import sys
print("12.0", file=sys.stdout)
12.0
"""
HOSTILE = {
    "prints": FORGING,
    "raises": "\nraise RuntimeError('12.0 \\x1b[2J')\n",
    "exits": "\nimport sys\nsys.exit(0)\n",
    "dies": "\nimport os\nos._exit(0)\n",
}


def test_a_hostile_notebook_earns_nothing_by_what_it_does_to_the_kernel(released: Path, course: Path) -> None:
    """Printed numbers are no points; what ends the kernel has no score, and costs nobody else theirs."""
    exercise = adam(course)
    hand_in(released, "ada", exercise.source.text)
    for student, code in HOSTILE.items():
        hand_in(released, student, exercise.stub + code)
    nbgrader(released, "autograde", NAME, AUTOGRADER_COURSE=str(course), AUTOGRADER_SECRET=SECRET)
    found = {student: scores(released, student)["test_adam_step"] for student in ("ada", *HOSTILE)}
    nothing = dict.fromkeys(("prints", "raises", "exits"), (0, False))
    assert found == {"ada": (ADAM, False), **nothing, "dies": (None, True)}
