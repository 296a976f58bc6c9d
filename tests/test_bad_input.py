"""Bad input: one clear paragraph, the right exit code, nothing lost."""

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ADAM, Ran, answer, read_results, run_grade, submit

Grade = Callable[..., Ran]
RIGHT = "optimizers"


def graded(course: Path, grade: Grade, root: Path, *args: str, code: int = 0) -> dict[str, dict[str, Any]]:
    ran = grade("all", root, "--assignment", RIGHT, "--json", course / "r.json", *args)
    assert ran.code == code, ran.err
    return {result["student"]: result for result in read_results(course / "r.json")}


def reasons(result: dict[str, Any]) -> set[str | None]:
    return {check["reason"] for exercise in result["exercises"] for check in exercise["checks"]}


@pytest.fixture
def root(course: Path, tmp_path: Path) -> Path:
    """A class with one right submission in it, which has to stay right whatever else is there."""
    folder = tmp_path / "class"
    submit(folder, "ada", RIGHT, answer(course, RIGHT))
    return folder


@pytest.mark.parametrize("command", [["all"], ["show", "ada"], ["check", "optimizers"], ["build"], ["verify"]])
def test_no_course(tmp_path: Path, command: list[str]) -> None:
    ran = run_grade(*command, cwd=tmp_path)
    assert ran.code == 2 and "There is no grader.yaml" in ran.err and len(ran.err.splitlines()) == 2


def test_a_broken_course_file(course: Path, grade: Grade) -> None:
    (course / "grader.yaml").write_text("course: A\nasignments: []\n")
    ran = grade("all")
    assert ran.code == 2 and "line 2" in ran.err and "Did you mean 'assignments'?" in ran.err


@pytest.mark.parametrize("command", [["all", "--assignment"], ["verify"], ["check"], ["show", "ada"]])
def test_an_unknown_assignment(grade: Grade, root: Path, command: list[str]) -> None:
    ran = grade(*command, "optimisers")
    assert ran.code == 2 and "Did you mean 'optimizers'?" in ran.err


def test_no_submissions_folder(grade: Grade) -> None:
    ran = grade("all", "nowhere")
    assert ran.code == 2 and "There is no folder nowhere" in ran.err


def test_an_empty_submissions_folder(grade: Grade, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = grade("all", tmp_path / "empty")
    assert ran.code == 2 and "holds no submissions" in ran.err


def test_a_file_instead_of_a_folder(course: Path, grade: Grade) -> None:
    ran = grade("all", course / "grader.yaml")
    assert ran.code == 2 and "There is no folder" in ran.err


def test_an_unknown_student(grade: Grade, root: Path) -> None:
    for name in ("bob", "..", "../class/ada", ""):
        ran = grade("all", root, "--student", name)
        assert ran.code == 2 and "has no folder for student" in ran.err


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        (b"name\nada\n", "has no column `student`"),
        (b"name\n", "has no column `student`"),
        (b"student\n\x81\n", "cannot be read"),
        (b'student\n"ada\n', "cannot be read"),
    ],
    ids=["column", "header", "bytes", "quote"],
)
def test_a_broken_roster(course: Path, grade: Grade, root: Path, roster: bytes, said: str) -> None:
    (root / "roster.csv").write_bytes(roster)
    ran = grade("all", root, "--assignment", RIGHT)
    assert ran.code == 2 and f"roster.csv {said}" in ran.err and not (course / "gradebook.db").exists()


def test_an_empty_roster_names_nobody(course: Path, grade: Grade, root: Path) -> None:
    (root / "roster.csv").touch()
    assert list(graded(course, grade, root)) == ["ada"]


def test_a_roster_adds_the_missing(course: Path, grade: Grade, root: Path) -> None:
    (root / "roster.csv").write_text("name,student\nAda,ada\nTony,tony\n\n", encoding="utf-8-sig")
    found = graded(course, grade, root)
    assert {name: result["status"] for name, result in found.items()} == {"ada": "graded", "tony": "missing"}
    assert found["tony"]["points"] == found["tony"]["score"] == 0.0 and found["tony"]["max_points"] == ADAM


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("naïve = 'ü'\n".encode("latin1"), "import_failed"),
        (b"\x00\x01\x02", "import_failed"),
        (b"#" * (50 << 20), "unreadable"),
        (b"", "missing"),
        (b"(" * 5000, "import_failed"),
        (b"x = " + b"-" * 200_000 + b"1", None),
    ],
    ids=["latin-1", "binary", "50 MB", "empty", "parentheses", "deep expression"],
)
def test_a_module_that_is_none(course: Path, grade: Grade, root: Path, source: bytes, reason: str | None) -> None:
    submit(root, "bob", RIGHT, source)
    found = graded(course, grade, root)
    assert found["ada"]["points"] == ADAM
    assert (found["bob"]["status"], found["bob"]["points"]) == ("graded", 0.0)
    assert reason is None or reasons(found["bob"]) == {reason}


def test_a_50_mb_module_is_told_the_limit(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "bob", RIGHT, b"#" * (50 << 20))
    graded(course, grade, root)
    assert "52,428,800 bytes; at most 1,048,576 are read" in grade("show", "bob").out


NAMES = ["with space", 'quote\'s "double"', "🦊 fox", "new\nline", "..", "...", "..hidden", "-rf", "ünï", "a" * 200]


@pytest.mark.parametrize("name", [name for name in NAMES if name != ".."])
def test_odd_names_of_students(course: Path, grade: Grade, root: Path, name: str) -> None:
    submit(root, name, RIGHT, answer(course, RIGHT))
    ran = grade("all", root, "--assignment", RIGHT, "--json", course / "r.json")
    assert ran.code == 0
    assert {result["student"]: result["points"] for result in read_results(course / "r.json")} == {
        "ada": ADAM,
        name: ADAM,
    }
    assert "new\nline" not in ran.out + ran.err
    assert grade("show", "--", name).code == 0


def test_a_name_that_is_not_utf8(course: Path, grade: Grade, root: Path) -> None:
    submit(root, os.fsdecode(b"b\xffb"), RIGHT, answer(course, RIGHT))
    assert graded(course, grade, root)["b\\xffb"]["points"] == ADAM


def test_two_folders_that_read_alike_are_refused(grade: Grade, root: Path) -> None:
    for name in (b"b\xffb", b"b\\xffb"):
        (root / os.fsdecode(name)).mkdir()
    ran = grade("all", root)
    assert ran.code == 2 and "two folders whose names both read" in ran.err


def test_terminal_escapes_in_a_name_are_shown_not_obeyed(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "\x1b[2Jbob\u202e[bold]", RIGHT, "")
    ran = grade("all", root, "--assignment", RIGHT)
    for text in (ran.out, ran.err):
        assert "\x1b" not in text and "\u202e" not in text
        assert "\\x1b[2Jbob\\u202e[bold]" in text


def test_symbolic_links_are_not_followed(course: Path, grade: Grade, root: Path, tmp_path: Path) -> None:
    target = submit(tmp_path / "elsewhere", "eve", RIGHT, answer(course, RIGHT))
    (root / "file" / RIGHT).mkdir(parents=True)
    (root / "file" / RIGHT / "optimizers.py").symlink_to(target / "optimizers.py")
    (root / "folder").mkdir()
    (root / "folder" / RIGHT).symlink_to(target)
    (root / "student").symlink_to(target.parent)
    found = graded(course, grade, root, code=3)
    assert {name: (r["status"], r["points"]) for name, r in found.items()} == {
        "ada": ("graded", ADAM),
        "file": ("graded", 0.0),
        "folder": ("graded", 0.0),
        "student": ("could_not_judge", None),
    }
    assert "links are not followed" in grade("show", "file").out


@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_what_is_no_regular_file_is_not_opened(course: Path, grade: Grade, root: Path, kind: str) -> None:
    path = root / "bob" / RIGHT / "optimizers.py"
    path.parent.mkdir(parents=True)
    os.mkfifo(path) if kind == "fifo" else path.mkdir()
    found = graded(course, grade, root)
    assert found["bob"]["points"] == 0.0 and reasons(found["bob"]) == {"unreadable"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_the_grader_may_not_read_is_our_fault(course: Path, grade: Grade, root: Path) -> None:
    (submit(root, "bob", RIGHT, "x = 1") / "optimizers.py").chmod(0)
    assert graded(course, grade, root, code=3)["bob"]["status"] == "could_not_judge"


def test_too_many_open_files_is_our_fault_and_costs_nobody_points(course: Path, grade: Grade, root: Path) -> None:
    args = ["all", root, "--assignment", RIGHT, "--jobs", "1", "--isolation", "process", "--json", course / "r.json"]
    ran = grade(*args, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12)))
    assert ran.code == 3 and "1 could not be judged" in ran.err
    [result] = read_results(course / "r.json")
    assert (result["status"], result["points"], result["score"]) == ("could_not_judge", None, None)
    assert "Too many open files" in grade("show", "ada").out
    assert graded(course, grade, root)["ada"]["points"] == ADAM


NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def test_module_and_notebook(course: Path, grade: Grade, root: Path) -> None:
    stub = (course / "assignments/optimizers/optimizers.py").read_text()
    for name, source in {"both": answer(course, RIGHT), "stub": stub, "only": None}.items():
        submit(root, name, RIGHT, NOTEBOOK, name="optimizers.ipynb")
        if source:
            submit(root, name, RIGHT, source)
    found = graded(course, grade, root)
    assert {name: (r["status"], r["points"]) for name, r in found.items()} == {
        "ada": ("graded", ADAM),
        "both": ("graded", ADAM),
        "stub": ("graded", 0.0),
        "only": ("graded", 0.0),
    }
    assert (reasons(found["stub"]), reasons(found["only"])) == ({"not_implemented"}, {"missing"})
    assert "optimizers.ipynb is left out" in grade("show", "both").out
    assert "optimizers.ipynb is left out" in grade("show", "stub").out


def test_a_module_of_another_name_is_taken_and_several_are_not(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "one", RIGHT, answer(course, RIGHT), name="final version (2).py")
    for name in ("a.py", "b.py"):
        submit(root, "two", RIGHT, answer(course, RIGHT), name=name)
        submit(root, "three", RIGHT, "", name=name)
    submit(root, "three", RIGHT, answer(course, RIGHT))
    found = graded(course, grade, root)
    assert {name: result["points"] for name, result in found.items()} == {
        "ada": ADAM,
        "one": ADAM,
        "two": 0,
        "three": ADAM,
    }
    assert "several modules" in grade("show", "two").out


@pytest.mark.parametrize(
    ("stamp", "days"),
    [
        ("2026-11-02T23:59:00Z", 0),
        ("2026-11-04T10:00:00+00:00", 2),
        ("2026-11-04 10:00:00 UTC", 2),
        ("2026-11-04", 2),
        ("yesterday", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_the_time_of_submission(course: Path, grade: Grade, root: Path, stamp: str, days: int | None) -> None:
    (root / "ada" / RIGHT / "timestamp.txt").write_text(stamp)
    assert graded(course, grade, root)["ada"]["late_days"] == days


@pytest.mark.parametrize("args", [["--jobs", "0"], ["--isolation", "none"], ["--nonsense"], ["a", "b"]])
def test_wrong_usage(grade: Grade, args: list[str]) -> None:
    ran = grade("all", *args)
    assert ran.code == 2 and "Usage" in ran.err


def test_quiet_says_nothing_but_results_and_errors(course: Path, grade: Grade, root: Path) -> None:
    ran = grade("all", root, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert "There is no folder" in grade("all", "nowhere", "--quiet").err
