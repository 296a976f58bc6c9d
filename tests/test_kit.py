"""The student kit: the repository's verdicts, without torch, without solutions/, and with nothing secret in it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.carried import WithoutSlips
from autograder.course.config import load_course
from autograder.exercise.assigned import SolvedExercise
from autograder.records import Result
from autograder.student.check import PublicChecks
from tests.conftest import REPOSITORY, run_grade
from tests.helpers.course import repository_library
from tests.helpers.shared import made_once

LIBRARY = repository_library()


@pytest.fixture(scope="session")
def kit() -> Path:
    """The whole course's kit, written once a run."""
    return made_once("kit of the course", release)


def release(target: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_SECRET"}
    command = [sys.executable, "-m", "autograder", "release", str(target)]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def mistaken(exercise: SolvedExercise) -> str:
    """The exercise's answer with its last named mistake in it."""
    return exercise.mistaken(exercise.mistakes[-1])


def essence(result: Result) -> list[object]:
    return [result.points, result.max_points, *result.verdicts]


def checks_of(root: Path) -> PublicChecks:
    """The public checks of a course, without what only a course can say: a kit has no answer to try slips on."""
    checks = PublicChecks(load_course(root / "grader.yaml"))
    checks.expected_values = WithoutSlips(checks.expected_values)
    return checks


@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("kind", ["stub", "right", "mistaken"])
def test_a_kit_gives_the_repositorys_verdict(kit: Path, tmp_path: Path, name: str, kind: str) -> None:
    assignment = LIBRARY[name]
    texts = {
        "stub": assignment.stub,
        "right": assignment.answer,
        "mistaken": assignment.module({e.name: mistaken(e) for e in assignment.exercises}),
    }
    work = tmp_path / f"{name}.py"
    work.write_text(texts[kind], encoding="utf-8")
    here, there = (checks_of(root).check(name, work) for root in (REPOSITORY, kit))
    assert essence(here) == essence(there) and len(here.verdicts) > 4
    assert (here.points == here.max_points) == (kind == "right")


@pytest.mark.parametrize("only", [(), ("train_mlp",)])
def test_a_kit_says_as_the_repository_does_which_function_to_fix_first(
    kit: Path, tmp_path: Path, only: tuple[str, ...]
) -> None:
    work = tmp_path / "backprop.py"
    work.write_text(
        LIBRARY["backprop"].answer.replace("z = x @ w + b\n        x = function", "z = x @ w\n        x = function")
    )
    here, there = (
        PublicChecks(load_course(root / "grader.yaml")).check("backprop", work, *only) for root in (REPOSITORY, kit)
    )
    assert essence(here) == essence(there)
    behind = [v for v in here.verdicts if v.status != "passed" and v.exercise != "mlp_forward"]
    assert {v.exercise for v in behind} == {*(only or ("mlp_backward", "train_mlp"))}
    assert {v.mistake for v in behind} == {None}
    assert all("It uses your" in v.message and ": fix that first." in v.message for v in behind)


def contents(kit: Path) -> dict[str, bytes]:
    """Every file of a kit, and every member of its archives."""
    found = {}
    for path in (path for path in kit.rglob("*") if path.is_file()):
        found[str(path.relative_to(kit))] = path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                found |= {f"{path.name}/{member}": archive.read(member) for member in archive.namelist()}
    return found


def test_a_kit_holds_no_answer_no_reference_and_no_edit(kit: Path) -> None:
    found = contents(kit)
    for assignment in LIBRARY.values():  # of which later ones may be given the answers to earlier ones
        own = b"\n".join(content for name, content in found.items() if assignment.name in name)
        assert assignment.exercises[0].source.parts[0].strip().encode() in own, "the stub at least is there"
        for exercise in assignment.exercises:
            for line in (line.strip() for line in exercise.source.parts[2].splitlines()):
                if len(line) > 25 and line not in assignment.stub:
                    assert line.encode() not in own, (exercise.name, line)
    everything = b"\n".join(found.values())
    for telling in (b"import torch", b"torch.nn", b"def reference", b"HMAC", b"grade-secret", b"accepts="):
        assert telling not in everything


def test_making_a_kit_never_touches_the_secret(course: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_SECRET"}
    command = [sys.executable, "-m", "autograder", "release", "kit"]
    subprocess.run(command, cwd=course, env=environment, check=True, capture_output=True)
    assert not (course / ".grade-secret").exists() and not list((course / "kit").rglob(".grade-secret"))


def test_the_same_course_makes_the_same_bytes(course: Path) -> None:
    for name in ("one", "two"):
        assert run_grade("release", course / name, cwd=course).code == 0
    assert contents(course / "one") == contents(course / "two")


POSIX = ("fcntl", "grp", "pwd", "resource", "termios", "pty", "tty", "syslog")
HEAVY = ("torch", "sqlalchemy", "nbgrader", "libcst", "matplotlib", "nbformat", "IPython")
REFUSE = f"""
import sys

def importer():
    frame = sys._getframe(2)
    while frame and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""

class Refuse:
    def find_spec(self, name, path=None, target=None):
        module = name.partition(".")[0]
        ours = {str(REPOSITORY / "autograder")!r} in importer()  # psutil has a file for each system
        if module in {HEAVY!r} or module in {POSIX!r} and ours:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refuse())
"""


def refusing(folder: Path, text: str = REFUSE) -> str:
    """The PYTHONPATH of a Python that starts with this text, which is written into a folder."""
    (folder / "sitecustomize.py").write_text(text)
    return f"{folder}{os.pathsep}{REPOSITORY}"


def test_a_kit_is_checked_with_the_base_package_and_without_posix_modules(kit: Path, tmp_path: Path) -> None:
    """On a system that is not POSIX as far as modules go."""
    work = tmp_path / "optimizers.py"
    work.write_text(LIBRARY["optimizers"].answer.replace("m / (1 - beta1**t)", "m"))
    bare = {"PYTHONPATH": refusing(tmp_path)}
    ran = run_grade("check", work, cwd=kit, env=bare)
    assert ran.code == 1 and "It looks as if the code leaves m uncorrected." in ran.out, ran.err
    work.write_text("def adam_step(*args, **options):\n    while True:\n        pass\n")
    hanging = run_grade("check", work, "-e", "adam_step", cwd=kit, env=bare)
    assert hanging.code == 1 and "takes longer than the 10 s allowed" in hanging.out, hanging.err


def test_hints_go_from_the_idea_to_what_others_had(kit: Path) -> None:
    first, last = run_grade("hint", "softmax", cwd=kit), run_grade("hint", "activations/softmax", "-n", "9", cwd=kit)
    assert first.code == last.code == 0
    assert "softmax: it " in first.out and "the next one: grade hint softmax -n 2" in first.err
    assert "A common mistake here: code that " in last.out and "That is the last hint." in last.err
    assert "Did you mean 'softmax'?" in run_grade("hint", "softmaks", cwd=kit).err


def test_a_damaged_kit_says_so(kit: Path, tmp_path: Path) -> None:
    for content in (b"no zip", (kit / "kit/losses.zip").read_bytes()[:2000]):
        copy = tmp_path / "damaged"
        (copy / "kit").mkdir(parents=True, exist_ok=True)
        (copy / "grader.yaml").write_bytes((kit / "grader.yaml").read_bytes())
        (copy / "kit/losses.zip").write_bytes(content)
        ran = run_grade("check", "losses", cwd=copy)
        assert ran.code == 2 and "missing or damaged" in ran.err and "fresh copy" in ran.err


def test_a_kit_is_not_written_over_other_things(course: Path) -> None:
    (course / "notes").mkdir()
    (course / "notes/diary.txt").write_text("mine")
    ran = run_grade("release", "notes", cwd=course)
    assert ran.code == 2 and "grade release DIR" in ran.err and (course / "notes/diary.txt").read_text() == "mine"


def test_a_notebooks_checks_need_the_kit_alone(kit: Path, tmp_path: Path) -> None:
    source = (
        "import numpy as np\nfrom autograder.notebook import check\ndef softmax(z):\n    return z\ncheck(softmax)\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": refusing(tmp_path, REFUSE.replace("'IPython'", "'nothing'")),
        "PYTHONIOENCODING": "utf-8",
    }
    folder = kit / "assignments/activations"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0 and "softmax" in done.stdout and "Hint:" in done.stdout, done.stderr


def test_the_kits_notebooks_are_the_courses(kit: Path) -> None:
    for name in LIBRARY:
        path = f"assignments/{name}/{name}.ipynb"
        assert (kit / path).read_bytes() == (REPOSITORY / path).read_bytes()


def test_a_kit_may_lie_in_its_course_and_never_over_it(course: Path) -> None:
    assert run_grade("release", "kit", cwd=course).code == 0
    assert "public checks 0/" in run_grade("check", "losses", cwd=course).out
    before = contents(course / "solutions"), (course / "grader.yaml").read_bytes()
    ran = run_grade("release", ".", cwd=course)
    assert ran.code == 2 and "grade release DIR" in ran.err
    assert before == (contents(course / "solutions"), (course / "grader.yaml").read_bytes())


def test_a_kit_can_hold_some_assignments(course: Path) -> None:
    assert run_grade("release", "week1", "--assignment", "losses", cwd=course).code == 0
    assert [path.name for path in (course / "week1/assignments").iterdir()] == ["losses"]
    everything = run_grade("check", cwd=course / "week1")
    assert everything.code == 1 and "losses" in everything.out and "backprop" not in everything.out
    assert "no assignment 'loses'" in run_grade("release", "other", "--assignment", "loses", cwd=course).err


def test_pytest_runs_a_kits_checks(kit: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "assignments/losses", "-k", "accuracy", "-rs"]
    done = subprocess.run(command, cwd=kit, capture_output=True, text=True)
    assert done.returncode == 0 and "accuracy is not written yet" in done.stdout and "failed" not in done.stdout
