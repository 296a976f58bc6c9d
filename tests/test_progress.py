"""A student's evening beside the checks: home, the next exercise, the list, a stub put back, what a kit offers."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.offer import COMMANDS, STUDENTS
from autograder.student.last_check import FOLDER, LastCheck, read_last_check
from autograder.student.reset import with_stub
from tests.conftest import Ran, answer, read_yaml, run_grade, write_yaml

Grade = Callable[..., Ran]
SLIP = ("dz / len(z)", "dz")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit of the small course."""
    from tests.conftest import copy_course

    root = copy_course(tmp_path_factory.mktemp("released") / "course")
    target = root.parent / "kit"
    ran = run_grade("release", target, cwd=root)
    assert ran.code == 0, ran.err
    return target


@pytest.fixture
def kit(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "kit"))


@pytest.fixture
def right(course: Path) -> Callable[[str], str]:
    return lambda assignment: answer(course, assignment)


def write(root: Path, assignment: str, source: str) -> Path:
    path = root / f"assignments/{assignment}/{assignment}.py"
    path.write_text(source)
    return path


def due(root: Path, **dates: str | None) -> None:
    """Set the deadlines of some assignments, and take away those of the others."""
    data = read_yaml(root / "grader.yaml")
    for plan in data["assignments"]:
        plan["due"] = dates.get(plan["name"])
    write_yaml(root / "grader.yaml", data)


def row(out: str, assignment: str) -> str:
    return next(line for line in out.splitlines() if line.strip().startswith(assignment))


# Home.


@pytest.mark.parametrize("date", ["2001-01-01 12:00", None], ids=["all past", "no dates"])
def test_a_newcomer_starts_with_the_first_exercise(kit: Path, date: str | None) -> None:
    names = ["perceptron", "activations", "losses", "backprop", "optimizers", "convnets"]
    due(kit, **dict.fromkeys(reversed(names), date))
    ran = run_grade(cwd=kit)
    text = (kit / "assignments/perceptron/perceptron.py").read_text().splitlines()
    line = 1 + next(n for n, line in enumerate(text) if line.startswith("def perceptron_update"))
    assert f"assignments/perceptron/perceptron.py, line {line}: perceptron_update is not written yet" in ran.out
    assert "grade check perceptron_update" in ran.out and re.search(r" 0 of 2 +-$", row(ran.out, "perceptron").rstrip())


def test_what_is_due_next_comes_first_until_it_passes(kit: Path, right: Callable[[str], str]) -> None:
    due(kit, perceptron="2001-01-01 12:00", losses="2998-01-01 12:00", optimizers="2999-01-01 12:00")
    assert "grade check cross_entropy" in run_grade(cwd=kit).out
    write(kit, "losses", right("losses").replace(*SLIP))
    unchecked = run_grade(cwd=kit)
    assert "cross_entropy has not been checked since it was changed" in unchecked.out
    run_grade("check", "losses", cwd=kit)
    failing = run_grade(cwd=kit)
    assert "softmax_cross_entropy fails" in failing.out and re.search(
        "1 of 2 +1[0-9.]* of 22", row(failing.out, "losses")
    )
    write(kit, "losses", right("losses"))
    run_grade("check", "losses", cwd=kit)
    passing = run_grade(cwd=kit)
    assert "losses: everything passes: `grade submit losses`" in passing.out
    assert re.search("2 of 2 +22 of 22", row(passing.out, "losses")) and "grade check adam_step" in passing.out


def test_when_all_passes_home_says_so(kit: Path, right: Callable[[str], str]) -> None:
    for name in ("perceptron", "activations", "losses", "backprop", "optimizers", "convnets"):
        write(kit, name, right(name))
    assert run_grade("check", cwd=kit).code == 0
    for args in ([], ["next"]):
        assert "Every exercise of the course passes" in run_grade(*args, cwd=kit).out


def test_a_kit_that_is_damaged_has_a_home_all_the_same(kit: Path) -> None:
    (kit / "kit/losses.zip").write_bytes(b"no zip")
    due(kit, losses="2999-01-01 12:00")
    ran = run_grade(cwd=kit)
    assert ran.code == 0 and "grade check losses" in ran.out


# What is kept of the last check.


def test_points_are_kept_whole_ignored_by_git_and_without_secrets(kit: Path, right: Callable[[str], str]) -> None:
    write(kit, "losses", right("losses").replace(*SLIP))
    run_grade("check", "cross_entropy", cwd=kit, env={"AUTOGRADER_SECRET": "hush"})
    run_grade("check", "losses", "-e", "softmax_cross_entropy", cwd=kit, env={"AUTOGRADER_SECRET": "hush"})
    folder = kit / FOLDER
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "losses.json"]
    kept = json.loads((folder / "losses.json").read_text())["exercises"]
    assert {name: one["state"] for name, one in kept.items()} == {
        "cross_entropy": "passed",
        "softmax_cross_entropy": "failing",
    }
    assert all(set(one) == {"points", "max_points", "state", "failed", "digest"} for one in kept.values())
    subprocess.run(["git", "init", "-q"], cwd=kit, check=True)
    done = subprocess.run(["git", "status", "--short", "-uall"], cwd=kit, capture_output=True, text=True, check=True)
    assert "grader.yaml" in done.stdout and FOLDER not in done.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"exercises": {"cross_entropy": {"points": 1e999, "max_points": 10}}}',
        b'{"exercises": {"cross_entropy": {"points": NaN, "max_points": 10}}}',
        b'{"exercises": {"cross_entropy": {"points": -1, "max_points": 10}}}',
        b'{"exercises": {"cross_entropy": {"points": "7", "max_points": 10}}}',
        b'{"exercises": {"cross_entropy": {"points": 7, "max_points": 10, "state": "\\u001b[2Jpassed"}}}',
        b'{"exercises": {"\\u001b[2J": {"points": 7, "max_points": 10, "state": "passed"}}}',
        b'{"exercises": {}, "padding": "' + b"x" * (2 << 20) + b'"}',
    ],
    ids=lambda content: content[:60].decode("latin-1"),
)
def test_hostile_progress_is_ignored(course: Path, content: bytes) -> None:
    (course / FOLDER).mkdir()
    (course / FOLDER / "losses.json").write_bytes(content)
    ran = run_grade(cwd=course)
    assert ran.code == 0 and row(ran.out, "losses").rstrip().endswith("-") and "\x1b" not in ran.out
    assert run_grade("list", "losses", cwd=course).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_progress_is_neither_read_nor_written_through_links_and_pipes(course: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (course / FOLDER).symlink_to(elsewhere)
    assert run_grade("check", "losses", cwd=course).code == 1 and list(elsewhere.iterdir()) == []
    (course / FOLDER).unlink()
    (course / FOLDER).mkdir()
    os.mkfifo(course / FOLDER / "losses.json")
    assert run_grade(cwd=course).code == 0


def test_a_folder_that_cannot_be_written_costs_nothing(course: Path) -> None:
    (course / FOLDER).write_text("a file in its place")
    assert run_grade("check", "losses", cwd=course).code == 1 and run_grade(cwd=course).code == 0


def test_work_of_somebody_else_is_not_ones_own_progress(course: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs/losses"
    theirs.mkdir(parents=True)
    (theirs / "losses.py").write_text(answer(course, "losses"))
    assert run_grade("check", theirs, cwd=course).code == 0
    assert row(run_grade(cwd=course).out, "losses").rstrip().endswith("-")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_as_progress_or_ignored(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.getbasetemp() / "any"
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / "losses.json").write_bytes(data)
    assert isinstance(read_last_check(root, "losses"), LastCheck)


# next, list, check by name.


def test_next_names_file_and_line(course: Path, grade: Grade) -> None:
    path = write(course, "losses", answer(course, "losses").partition("def softmax_cross_entropy")[0])
    ran = grade("next", "losses")
    assert "softmax_cross_entropy is missing; `grade reset softmax_cross_entropy`" in ran.out
    grade("reset", "softmax_cross_entropy")
    line = 1 + next(
        n for n, line in enumerate(path.read_text().splitlines()) if line.startswith("def softmax_cross_entropy")
    )
    ran = grade("next", "losses")
    assert ran.out == f"assignments/losses/losses.py, line {line}: softmax_cross_entropy is not written yet\n"
    assert "grade check softmax_cross_entropy" in ran.err
    write(course, "losses", answer(course, "losses"))
    grade("check", "losses")
    assert "losses: everything passes: `grade submit losses`" in grade("next", "losses").out


def test_next_names_the_cell_of_a_notebook(course: Path, grade: Grade) -> None:
    (course / "assignments/losses/losses.py").unlink()
    assert re.search(r"losses\.ipynb, line 1 of code cell \d+: cross_entropy is not", grade("next", "losses").out)


def test_the_list_says_how_far_each_exercise_is(course: Path, grade: Grade) -> None:
    everything = grade("list")
    assert "optimizers" in everything.out and "adam_step" in everything.out and everything.out.count("not written") > 5
    head, _, _ = answer(course, "losses").partition("def softmax_cross_entropy")
    stub = (course / "assignments/losses/losses.py").read_text()
    write(course, "losses", head + "def softmax_cross_entropy" + stub.partition("def softmax_cross_entropy")[2])
    assert re.search("cross_entropy +written, not checked", grade("list", "losses").out)
    grade("check", "losses")
    out = grade("list", "losses").out
    assert re.search(r"\n +cross_entropy +ok +10 / 10", out) and re.search("softmax_cross_entropy +not written", out)
    write(course, "losses", answer(course, "losses").replace(*SLIP))
    grade("check", "losses")
    assert re.search(r"softmax_cross_entropy +\d to fix", grade("list", "softmax_cross_entropy").out)


@pytest.mark.parametrize(
    "args",
    [
        ["cross_entropy"],
        ["losses/cross_entropy"],
        ["losses", "-e", "cross_entropy"],
        ["-e", "cross_entropy"],
        ["-e", "losses/cross_entropy"],
    ],
    ids=" ".join,
)
def test_an_exercise_is_checked_by_its_name(grade: Grade, args: list[str]) -> None:
    ran = grade("check", *args)
    assert ran.code == 1 and "cross_entropy" in ran.out and "softmax" not in ran.out and "adam" not in ran.out


def test_several_exercises_are_checked(grade: Grade) -> None:
    one = grade("check", "losses", "-e", "cross_entropy", "-e", "softmax_cross_entropy")
    assert "softmax_cross_entropy" in one.out and "public checks 0/9" in one.out
    two = grade("check", "-e", "cross_entropy", "-e", "adam_step")
    assert "cross_entropy" in two.out and "adam_step" in two.out and "softmax" not in two.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["check", "optimisers"], "Did you mean 'optimizers'?"),
        (["check", "adamstep"], "Did you mean 'adam_step'?"),
        (["check", "losses/cross_entrpy"], "Did you mean 'cross_entropy'?"),
        (["check", "-e", "cross_entrpy"], "Did you mean 'cross_entropy'?"),
        (["next", "losse"], "Did you mean 'losses'?"),
        (["list", "loses"], "Did you mean 'losses'?"),
        (["reset", "cross_entrpy"], "Did you mean 'cross_entropy'?"),
        (["hint", "cross_entrpy"], "Did you mean 'cross_entropy'?"),
        (["chekc"], "Did you mean 'check'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_near_miss_says_what_was_meant(grade: Grade, args: list[str], said: str) -> None:
    ran = grade(*args)
    assert ran.code == 2 and said in ran.err.replace("\n", " ")


# reset.


def copies(course: Path) -> list[Path]:
    return sorted((course / FOLDER / "replaced").rglob("*-*"))


def test_a_backward_is_to_be_checked_again_after_its_forward(course: Path, grade: Grade) -> None:
    """Its check hands it the cache of that, although its own text does not name it."""
    path = course / "assignments/backprop/backprop.py"
    path.write_text(answer(course, "backprop"))
    assert grade("check", "backprop").code == 0
    path.write_text(path.read_text().replace("x = function(z)", "x = 2 * function(z)", 1))
    assert re.search("mlp_backward +written, not checked", grade("list", "backprop").out)


def test_a_reset_puts_the_stub_back_and_keeps_the_file(course: Path, grade: Grade) -> None:
    stub = (course / "assignments/losses/losses.py").read_text()
    path = write(course, "losses", answer(course, "losses"))
    path.chmod(0o600)
    ran = grade("reset", "cross_entropy")
    [copy] = copies(course)
    assert ran.code == 0 and str(copy) in ran.out and copy.read_text() == answer(course, "losses")
    assert path.stat().st_mode & 0o777 == 0o600 and not list(path.parent.glob(".*"))
    grade("reset", "losses/softmax_cross_entropy")
    assert path.read_text() == stub and len(copies(course)) == 2
    again = grade("reset", "cross_entropy")
    assert again.code == 0 and "is already the stub" in again.out and len(copies(course)) == 2


def test_a_reset_of_what_is_broken_or_gone_or_doubled(course: Path, grade: Grade) -> None:
    stub = (course / "assignments/losses/losses.py").read_text()
    head, mark, rest = stub.partition("def softmax_cross_entropy")
    broken = head + "def softmax_cross_entropy(z, y:\n    return (\n)\n    oops\n\n\ndef helper(x):\n    return x\n"
    path = write(course, "losses", broken)
    grade("reset", "softmax_cross_entropy")
    assert path.read_text() == head + mark + rest.rstrip("\n") + "\n\n\ndef helper(x):\n    return x\n"
    write(course, "losses", head)
    grade("reset", "softmax_cross_entropy")
    assert path.read_text() == stub
    write(course, "losses", f"{stub}\n\ndef softmax_cross_entropy(z, y):\n    return 1\n")
    grade("reset", "softmax_cross_entropy")
    assert path.read_text().count("def softmax_cross_entropy") == 1 and mark + rest in path.read_text()


def test_a_reset_keeps_windows_line_ends_and_what_stands_around(course: Path, grade: Grade) -> None:
    stub = (course / "assignments/losses/losses.py").read_text()
    path = course / "assignments/losses/losses.py"
    path.write_bytes(b"\xef\xbb\xbf" + answer(course, "losses").replace("\n", "\r\n").encode())
    grade("reset", "cross_entropy")
    grade("reset", "softmax_cross_entropy")
    assert path.read_bytes() == b"\xef\xbb\xbf" + stub.replace("\n", "\r\n").encode()


def test_a_reset_works_on_a_notebook(course: Path, grade: Grade) -> None:
    (course / "assignments/losses/losses.py").unlink()
    path = course / "assignments/losses/losses.ipynb"
    before = path.read_text()
    document = json.loads(before)
    place = next(n for n, cell in enumerate(document["cells"]) if "def cross_entropy" in "".join(cell["source"]))
    document["cells"][place]["source"] = [
        "%matplotlib inline\n",
        "def cross_entropy(p, t):\n",
        "    return 1\n",
        "print(1)",
    ]
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    ran = grade("reset", "cross_entropy")
    assert ran.code == 0 and "reload it" in ran.err and len(copies(course)) == 1
    lines = json.loads(path.read_text())["cells"][place]["source"]
    assert lines[0] == "%matplotlib inline\n" and lines[-1] == "print(1)"
    assert "".join(lines[1:-1]).endswith("raise NotImplementedError\n")
    document["cells"][place]["source"] = ["def cross_entropy(p, t):\n", "    return 1"]
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    grade("reset", "cross_entropy")
    assert path.read_text() == before
    del document["cells"][place]
    path.write_text(json.dumps(document))
    grade("reset", "cross_entropy")
    assert "not written yet" in grade("check", "cross_entropy").out
    import nbformat

    nbformat.validate(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]  # it has no types


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_without_a_copy_nothing_is_changed(course: Path, grade: Grade) -> None:
    path = write(course, "losses", answer(course, "losses"))
    course.chmod(0o500)
    ran = grade("reset", "cross_entropy")
    course.chmod(0o700)
    assert ran.code == 2 and path.read_text() == answer(course, "losses")


def test_a_copy_that_cannot_be_kept_changes_nothing(course: Path, grade: Grade) -> None:
    path = write(course, "losses", answer(course, "losses"))
    (course / FOLDER).write_text("a file in its place")
    ran = grade("reset", "cross_entropy")
    assert ran.code == 2 and "Nothing was changed" in ran.err and path.read_text() == answer(course, "losses")


STUB = "def f(x):\n    raise NotImplementedError\n"


@given(st.text("def f(x):\n\t ()[]'\"\\#@=1\x0c", max_size=80))
def test_a_stub_is_put_into_any_text_once(text: str) -> None:
    changed = with_stub(text, "f", STUB)
    if changed is not None:
        assert changed.count(STUB.rstrip("\n")) >= 1
        assert with_stub(changed, "f", STUB) == changed or "def f" in text.replace("def f", "", 1)


# What a kit offers.


def test_a_kit_offers_a_students_commands_alone(kit: Path) -> None:
    told = run_grade("--help", cwd=kit / "assignments")
    offered = re.findall(r"^  ([a-z]+) ", told.out.partition("Commands:")[2], re.MULTILINE)
    assert offered == sorted(STUDENTS) and "author" not in told.out and "instructor" not in told.out.lower()


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - set(STUDENTS)))
def test_in_a_kit_other_commands_are_refused_clearly(kit: Path, name: str) -> None:
    before = sorted(kit.rglob("*"))
    for args in ([name], [name, "--help"], [name, "x"]):
        ran = run_grade(*args, cwd=kit)
        assert ran.code == 2 and f"`grade {name}` is for authors and instructors" in ran.err and ran.out == ""
    assert sorted(kit.rglob("*")) == before


def test_a_course_offers_everything(course: Path) -> None:
    told = run_grade("--help", cwd=course)
    assert all(re.search(rf"^  {name} ", told.out, re.MULTILINE) for name in COMMANDS)


# One answer to what an exercise file is.


def test_with_only_given_code_home_advises_what_works(course: Path, grade: Grade) -> None:
    for path in (course / "solutions/losses").glob("*.py"):
        path.unlink()
    (course / "solutions/losses/given.py").write_text('"""Given."""\n')
    ran = grade()
    first = next(line.split("  ")[0].strip() for line in ran.out.partition("Next:")[2].splitlines() if line.strip())
    assert first == "grade new losses/EXERCISE"
