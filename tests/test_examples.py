"""What a failure prints can be pasted into a Python prompt where the student stands, and gives what was printed."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise import Mistake
from autograder.exercise.assigned import SolvedExercise
from autograder.records import Verdict
from autograder.report.snippet import snippet as snippet_of
from autograder.student.check import PublicChecks
from tests.conftest import REPOSITORY, _copy_some, course_of, read_yaml, run_grade, trusted, write_yaml
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
    return text, given_in(text)


def given_in(text: str) -> str:
    """What a snippet says that comes back, in one line."""
    gives = re.search(r"^# it gives: (.*(?:\n#   .*)*)", text, re.MULTILINE)
    return " ".join(gives[1].replace("\n#  ", "").split()) if gives else ""


def prompt(text: str, cwd: Path, error: str) -> str:
    """What a real Python prompt in a folder answers to the text, numbers written as plain ones."""
    done = subprocess.run(
        [sys.executable, "-i", "-q"], cwd=cwd, input=f"{text}\n", capture_output=True, text=True, timeout=120
    )
    assert re.findall(r"^\w+Error", done.stderr, re.MULTILINE) == [error] * bool(error), done.stderr
    return plain(done.stdout)


def plain(printed: str) -> str:
    """Printed text in one line, numbers of NumPy written as plain ones, and so arrays without axes."""
    numbers = re.sub(r"np\.\w+\(([^()]*)\)", r"\1", printed)
    return " ".join(re.sub(r"\barray\(([-+.e\d]+)\)", lambda found: str(float(found[1])), numbers).split())


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


RUN_ALL = """
import contextlib, io, json, sys
def run(text):
    said, error = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(text, {})
        except Exception as problem:
            error = type(problem).__name__
    return said.getvalue(), error
json.dump([run(text) for text in json.load(sys.stdin)], sys.stdout)
"""
ASSIGNMENTS = sorted(
    path.name for path in (REPOSITORY / "solutions").iterdir() if path.is_dir() and path.name[0] != "_"
)


def run_all(texts: Sequence[str], cwd: Path) -> list[tuple[str, str]]:
    """What each text prints in a Python of their own in a folder, and the exception that ends it."""
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        cwd=cwd,
        input=json.dumps([*texts]),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [(said, error) for said, error in json.loads(done.stdout)]


Wrong = dict[tuple[str, str], Mistake]
"""A mistake for each check of each exercise."""
UNSEEDED = re.compile(r"np\.random\.(?!default_rng\(\w|Generator)")
"""Draws that nobody has seeded: they give something else each time."""


def mistakes_of(exercises: Mapping[str, SolvedExercise]) -> Wrong:
    """For each check the first named mistake that returns something, or else the first, if it is no matter of luck."""
    found = Wrong()
    for exercise in exercises.values():
        for name, check in exercise.checks.items():
            mistakes = [mistake for mistake in check.catches if not UNSEEDED.search(exercise.mistaken(mistake))]
            if mistakes:
                found[exercise.name, name] = min(mistakes, key=lambda mistake: bool(mistake.raises))
    return found


def apart(exercises: Mapping[str, SolvedExercise], wrong: Wrong) -> dict[str, Mistake]:
    """The next mistakes of exercises that have no part in each other's results.

    What fails for two reasons at once is no named mistake: hundreds of slips would be tried to explain it.
    """
    chosen = dict[str, Mistake]()
    for (name, _), mistake in sorted(wrong.items(), key=lambda item: len(parts(exercises, item[0][0]))):
        if not any(name in parts(exercises, other) or other in parts(exercises, name) for other in chosen):
            chosen[name] = mistake
    return chosen


def parts(exercises: Mapping[str, SolvedExercise], name: str) -> list[str]:
    """An exercise and all that have a part in its results."""
    found = [name]
    for each in found:
        found += [used for used in exercises[each].siblings if used not in found]
    return found


def with_wrong(assignment: SolvedAssignment, wrong: Mapping[str, Mistake]) -> str:
    """The answers, those of some exercises with a mistake."""
    return assignment.composed(lambda e: e.mistaken(wrong[e.name]) if e.name in wrong else e.source.text)


@pytest.fixture(params=ASSIGNMENTS)
def everything(request: pytest.FixtureRequest) -> tuple[str, list[Path]]:
    """A whole assignment of the repository in a course of its own, and its kit."""
    name = request.param
    files = (REPOSITORY / "solutions" / name).glob("*.py")
    exercises = {name: [path.stem for path in files if path.stem != "given"]}
    course = made_once(f"examples-of-{name}", lambda root: course_of(root, exercises))
    return name, [course, made_once(f"kit-examples-of-{name}", lambda kit: _released(course, kit))]


def test_every_failure_prints_what_gives_what_it_says(
    everything: tuple[str, list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check fails at least once, if a mistake shows in what is public."""
    name, roots = everything
    folders = [root / "assignments" / name for root in roots]
    monkeypatch.chdir(folders[0])
    course = load_course(roots[0] / "grader.yaml")
    checks, assignment = PublicChecks(course), load_assignment(course, name)
    exercises = {exercise.name: exercise for exercise in assignment.exercises}
    left, hidden = mistakes_of(exercises), set(exercises)
    while left:
        wrong = apart(exercises, left)
        module = with_wrong(assignment, wrong)
        for folder in folders:
            (folder / f"{name}.py").write_text(module)
        verdicts = checks.check(name, folders[0], *wrong).verdicts
        failed = [verdict for verdict in verdicts if verdict.example and verdict.reason != "convergence"]
        shown = {(verdict.exercise, verdict.check) for verdict in failed}
        left = {at: mistake for at, mistake in left.items() if at not in shown and wrong.get(at[0]) is not mistake}
        hidden -= {exercise for exercise, _ in shown}
        texts = [snippet_of(verdict, name, folders[0] / f"{name}.py") for verdict in failed]
        for folder in folders:  # a kit's cases are the course's: tests/test_kit.py compares what is said of them
            prints_what_it_says(failed, texts, folder)
    assert not hidden


def prints_what_it_says(failed: Sequence[Verdict], texts: Sequence[str], folder: Path) -> None:
    """What verdicts print gives in a folder what they say that it gives."""
    for verdict, text, (said, error) in zip(failed, texts, run_all(texts, folder), strict=True):
        raised = re.search(r"it raises (\w+)", verdict.message)
        assert error == (raised[1] if raised else ""), (verdict, text)
        assert given_in(text) in plain(said), (verdict, text)
