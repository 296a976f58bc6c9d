"""`grade submit`: what a student sees."""

import json
import os
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course.library import load_assignment
from autograder.student.student_file import find_work
from autograder.student.submit import seal_work
from autograder.submissions.archive import open_archive, read_archive, receipt
from autograder.submissions.zip_members import MANIFEST
from tests.conftest import REPOSITORY, answer, run_grade, submit
from tests.helpers.archives import WORK, Grade, graded, handed_in, reasons

NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)


def test_an_archive_holds_the_work_and_a_manifest(written: Path, grade: Grade, tmp_path: Path) -> None:
    ran = grade("submit", WORK, "--to", tmp_path / "out", "--student", "ada")
    [made] = (tmp_path / "out").iterdir()
    assert made.name.startswith("optimizers-ada-2") and ran.code == 0
    with zipfile.ZipFile(made) as file:
        assert file.namelist() == ["optimizers.py", MANIFEST]
        manifest = json.loads(file.read(MANIFEST))
    assert (manifest["schema"], manifest["student"], manifest["assignment"]) == (
        "autograder/submission/1",
        "ada",
        WORK,
    )
    assert set(manifest["versions"]) == {"autograder", "python", "numpy"}
    assert f"receipt   {receipt(made.read_bytes())}" in ran.out and str(made) in ran.out
    assert "All functions are written." in ran.err


def test_the_default_folder_is_this_one_and_the_name_that_of_the_account(written: Path, tmp_path: Path) -> None:
    ran = run_grade("submit", WORK, cwd=written, env={"LOGNAME": "grace"})
    assert ran.code == 0 and "student   grace" in ran.out
    assert len(list(written.glob("optimizers-grace-*.zip"))) == 1


def test_a_second_submission_is_a_second_file(written: Path, grade: Grade, tmp_path: Path) -> None:
    first = handed_in(grade, tmp_path)
    kept = first.read_bytes()
    assert handed_in(grade, tmp_path) != first and first.read_bytes() == kept


def test_the_same_work_at_the_same_time_makes_the_same_bytes(written: Path, course: Path) -> None:
    from autograder.course.config import load_course

    assignment = load_assignment(load_course(course / "grader.yaml"), WORK)
    work = find_work(course / "assignments/optimizers", assignment)
    first, second = (seal_work(work, WORK, "ada", NOON)[1] for _ in range(2))
    assert first == second and open_archive(first).data == work.data


def test_an_untouched_stub_needs_force(grade: Grade, tmp_path: Path) -> None:
    ran = grade("submit", WORK, "--to", tmp_path)
    assert ran.code == 2 and "still the stub" in ran.err and "grade submit optimizers --force" in ran.err
    assert not list(tmp_path.glob("*.zip"))
    handed_in(grade, tmp_path, "ada", "--force")


def test_what_is_unfinished_is_said_and_what_is_gone_needs_force(course: Path, grade: Grade, tmp_path: Path) -> None:
    path = course / "assignments/losses/losses.py"
    stub = path.read_text()
    path.write_text(stub.replace("raise NotImplementedError", "return 0", 1))
    ran = grade("submit", "losses", "--to", tmp_path, "--student", "ada")
    assert ran.code == 0 and "1 of 2 functions are not written yet: " in ran.err
    path.write_text("def cross_entropy(p, t):\n    def softmax_cross_entropy(): ...\n")
    ran = grade("submit", "losses", "--to", tmp_path, "--student", "ada")
    assert ran.code == 2 and "has 1 of 2 functions missing: softmax_cross_entropy." in ran.err
    assert grade("submit", "losses", "--to", tmp_path, "--student", "ada", "--force").code == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"def adam_step(w)\n    pass\n", "line 1 is not valid Python"),
        (b"x = '\xff'\n", "is not valid Python"),
        (b"x = '\0'\n", "is not valid Python"),
        (b"(" * 5000, "is not valid Python"),
        (b"#" * (2 << 20), "2,097,152 bytes; at most 1,048,576 are read"),
    ],
    ids=["syntax", "latin-1", "NUL", "parentheses", "2 MB"],
)
def test_what_could_not_be_graded_is_refused_with_force_too(
    course: Path, grade: Grade, tmp_path: Path, source: bytes, said: str
) -> None:
    (course / "assignments/optimizers/optimizers.py").write_bytes(source)
    ran = grade("submit", WORK, "--to", tmp_path, "--force")
    assert ran.code == 2 and said in ran.err and "grade" in ran.err.split(said)[1]
    assert not list(tmp_path.glob("*.zip"))


def test_a_line_that_is_not_python_needs_force(written: Path, grade: Grade, tmp_path: Path) -> None:
    path = written / "assignments/optimizers/optimizers.py"
    path.write_text(f"%matplotlib inline\n{path.read_text()}")
    ran = grade("submit", WORK, "--to", tmp_path, "--student", "ada")
    assert ran.code == 2 and "line 1 is not valid Python" in ran.err and "--force" in ran.err
    handed_in(grade, tmp_path, "ada", "--force")


def test_code_is_looked_at_and_never_run(written: Path, grade: Grade, tmp_path: Path) -> None:
    path = written / "assignments/optimizers/optimizers.py"
    path.write_text(f"{path.read_text()}\nopen({str(tmp_path / 'canary')!r}, 'w')\n")
    handed_in(grade, tmp_path)
    assert not (tmp_path / "canary").exists()


def test_a_notebook_is_handed_in_where_the_module_is_a_stub(course: Path, grade: Grade, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "def adam_step"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%matplotlib inline\n", "import numpy as np"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%%timeit\nthis is no Python"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def broken("},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def adam_step(*args):\n    return 1"},
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (course / "assignments/optimizers/optimizers.ipynb").write_text(notebook)
    made = read_archive(handed_in(grade, tmp_path / "class"))
    assert made.manifest and made.manifest.work == "optimizers.ipynb" and made.data == notebook.encode()
    ada = graded(course, grade, tmp_path / "class")["ada"]
    assert (ada["status"], reasons(ada)) == ("graded", {"raised", "structure"})


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": 3}', '{"cells": [3]}', "[" * 200_000])
def test_a_notebook_that_is_none_is_refused(course: Path, grade: Grade, tmp_path: Path, content: str) -> None:
    folder = submit(tmp_path, "work", WORK, content, name="optimizers.ipynb")
    ran = run_grade("submit", folder, "--to", tmp_path, cwd=course)
    assert ran.code == 2 and "is not a notebook" in ran.err


def test_several_modules_are_not_guessed_among(course: Path, grade: Grade, tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        folder = submit(tmp_path, "work", WORK, answer(course, WORK), name=name)
    ran = grade("submit", folder)
    assert ran.code == 2 and "several modules, and none is called optimizers.py" in ran.err and "a.py" in ran.err
    submit(tmp_path, "work", WORK, answer(course, WORK))
    assert grade("submit", folder, "--to", tmp_path, "--student", "ada").code == 0


@pytest.mark.parametrize("name", ["../../evil", "a/b", "Ada Lovelace", "..", "ünï", "C:\\ada", "[bold]", "-rf"])
def test_a_name_is_no_path(written: Path, grade: Grade, tmp_path: Path, name: str) -> None:
    made = handed_in(grade, tmp_path / "out", name)
    found = read_archive(made).manifest
    assert made.parent == tmp_path / "out" and found and found.student == name
    assert list(tmp_path.rglob("*.zip")) == [made]


@pytest.mark.parametrize("name", ["", "  ", "new\nline", "\x1b[2J", "x" * 300])
def test_a_name_that_cannot_be_written_is_refused(written: Path, grade: Grade, tmp_path: Path, name: str) -> None:
    ran = run_grade("submit", WORK, "--to", tmp_path, "--student", name, cwd=written, env={"LOGNAME": "new\nline"})
    assert ran.code == 2 and "--student NAME" in ran.err and "\x1b" not in ran.err


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").exists(), reason="needs a place that nobody can write to")
def test_a_folder_that_cannot_be_written_is_told(written: Path, grade: Grade) -> None:
    ran = grade("submit", WORK, "--to", "/proc/nowhere", "--student", "ada")
    assert ran.code == 2 and "cannot be written" in ran.err and "--to DIR" in ran.err


def test_a_student_needs_no_heavy_package(written: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    for name in ("torch", "nbformat", "sqlalchemy", "libcst", "nbgrader", "matplotlib"):
        (blocked / name).mkdir(parents=True)
        (blocked / name / "__init__.py").write_text("raise ImportError")
    env = {"PYTHONPATH": str(blocked)}
    assert run_grade("submit", WORK, "--to", tmp_path, "--student", "ada", cwd=written, env=env).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs the script command of Unix")
def test_in_a_terminal_the_name_is_asked_for(written: Path, tmp_path: Path) -> None:
    import subprocess

    command = f"{sys.executable} -m autograder submit optimizers --to {tmp_path}"
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        cwd=written,
        input="Grace\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Your name, as your course knows you" in done.stdout
    assert len(list(tmp_path.glob("optimizers-Grace-*.zip"))) == 1


def test_the_repositorys_stubs_can_be_told_from_work() -> None:
    from autograder.course.config import load_course

    course = load_course(REPOSITORY / "grader.yaml")
    assignment = load_assignment(course, WORK)
    work = find_work(REPOSITORY / "assignments" / WORK, assignment)
    assert work.stubs(assignment) == [exercise.name for exercise in assignment.exercises] and not work.lacks(assignment)
