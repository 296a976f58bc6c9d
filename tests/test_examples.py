"""What a failure prints can be pasted into a Python prompt where the student stands, and gives what was printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from tests.conftest import REPOSITORY, _copy_some, read_yaml, run_grade, trusted, write_yaml
from tests.helpers.shared import made_once

WRONG = {
    "a function": ("backprop", "mlp_forward", "applies the activation after the last layer too"),
    "a gradient behind a cache": (
        "backprop",
        "mlp_backward",
        "averages db over the batch, which dout has done already",
    ),
    "a class": ("autograd", "Value", "adds where it should multiply"),
    "a generator": ("regularization", "he_init", ""),
    "a file": ("training", "read_idx", ""),
}
"""Exercises and one of their mistakes; the first if it is not named."""

EXERCISES = {
    "backprop": ["mlp_forward", "mlp_backward"],
    "regularization": ["he_init"],
    "autograd": ["Value"],
    "training": ["read_idx"],
}


@pytest.fixture(scope="session")
def roots() -> list[Path]:
    """A course with an exercise of each kind, and its kit."""
    course = made_once("course-of-examples", _make_course)
    return [course, made_once("kit-of-examples", lambda kit: _released(course, kit))]


def _released(course: Path, kit: Path) -> None:
    assert run_grade("release", kit, cwd=trusted(course)).code == 0


def _make_course(root: Path) -> None:
    root.mkdir()
    data = read_yaml(REPOSITORY / "grader.yaml")
    data["assignments"] = [plan for plan in data["assignments"] if plan["name"] in EXERCISES]
    write_yaml(root / "grader.yaml", data)
    for name, exercises in EXERCISES.items():
        _copy_some(REPOSITORY / "solutions" / name, root / "solutions" / name, exercises)
        (root / "solutions" / name / "handout.md").write_text(f"# {name}\n")
    assert run_grade("build", cwd=trusted(root)).code == 0


def broken(course: Path, assignment: str, name: str, says: str) -> str:
    """The answers, with a named mistake of one exercise."""
    found = load_assignment(load_course(course / "grader.yaml"), assignment)
    wrong = found.exercise(name)
    mistake = next(one for one in wrong.mistakes if says in ("", one.says))
    return found.composed(lambda e: wrong.mistaken(mistake) if e is wrong else e.source.text)


def snippet(printed: str) -> tuple[str, str]:
    """The Python that `grade check` has printed, with its remarks, and what it says that comes back."""
    start = re.search(r"^(?:import|from) ", printed, re.MULTILINE)
    assert start, printed
    text = printed[start.start() :].partition("\n\n")[0]
    gives = re.search(r"^# it gives: (.*(?:\n#   .*)*)", text, re.MULTILINE)
    return text, " ".join(gives[1].replace("\n#  ", "").split()) if gives else ""


def prompt(text: str, cwd: Path, error: str) -> str:
    """What a real Python prompt in a folder answers to the text, numbers written as plain ones."""
    done = subprocess.run(
        [sys.executable, "-i", "-q"], cwd=cwd, input=f"{text}\n", capture_output=True, text=True, timeout=120
    )
    assert re.findall(r"^\w+Error", done.stderr, re.MULTILINE) == [error] * bool(error), done.stderr
    return " ".join(re.sub(r"np\.\w+\(([^()]*)\)", r"\1", done.stdout).split())


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_printed_can_be_pasted_where_the_student_stands(roots: list[Path], kind: str) -> None:
    assignment, name, says = WRONG[kind]
    for root in roots:
        folder = root / "assignments" / assignment
        (folder / "notes").mkdir(exist_ok=True)
        (folder / f"{assignment}.py").write_text(broken(roots[0], assignment, name, says))
        for cwd in (root, folder, folder / "notes"):
            printed = run_grade("check", folder, "-e", name, cwd=cwd)
            assert printed.code == 1, (cwd, printed.err)
            text, gives = snippet(printed.out)
            raised = re.search(r"it raises (\w+)", printed.out)
            assert ("replay(" in text) == (kind == "a file") and bool(gives) == bool(says)
            assert gives in prompt(text, cwd, raised[1] if raised else "")
