"""The pytest plugin: a student's checks as test items, by the real pytest in a process of its own."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ADAM, REPOSITORY, Ran, answer, read_results, read_yaml
from tests.helpers.plugin import run_pytest, work

Grade = Callable[..., Ran]
MISTAKE = ("m / (1 - beta1**t)", "m")
WORKFLOW = REPOSITORY / "examples/github-actions/.github/workflows/check.yml"


def with_mistake(course: Path) -> Path:
    return work(course, "optimizers", answer(course, "optimizers").replace(*MISTAKE))


def test_the_right_answer_passes_with_an_item_for_each_check(course: Path) -> None:
    work(course, "optimizers", answer(course, "optimizers"))
    ran = run_pytest(course, "assignments/optimizers", "-v")
    assert ran.code == 0 and "6 passed" in ran.out
    assert "assignments/optimizers/optimizers.py::adam_step::early PASSED" in ran.out


def test_a_failure_says_what_grade_check_says_and_shows_no_traceback(course: Path, grade: Grade) -> None:
    with_mistake(course)
    ran = run_pytest(course, "assignments/optimizers")
    assert ran.code == 1 and "3 failed, 3 passed" in ran.out
    assert "adam_step: corrects the bias of the first steps" in ran.out
    message = grade("check", "optimizers").out.partition("first steps\n")[2].partition("\n  Also failing:")[0]
    assert "leaves m uncorrected" in message
    assert message.replace("\n  ", "\n").strip() in ran.out
    assert "Traceback" not in ran.out and "pytest_plugin.py" not in ran.out
    assert "optimizers.py::adam_step::early - On the case 't=1' it returns wrong values" in ran.out


def test_junit_has_a_case_for_each_check_and_the_messages(course: Path, tmp_path: Path) -> None:
    with_mistake(course)
    run_pytest(course, "assignments/optimizers", "--junitxml", tmp_path / "r.xml")
    cases = {case.get("name"): case for case in ET.parse(tmp_path / "r.xml").iter("testcase")}  # noqa: S314  (pytest wrote it)
    assert cases.keys() == {"late", "early", "tiny", "options", "path", "pure"}
    failures = {name: failure for name, case in cases.items() if (failure := case.find("failure")) is not None}
    assert failures.keys() == {"early", "options", "path"}
    assert "leaves m uncorrected" in (failures["early"].get("message") or "")


def test_one_check_can_be_named_as_editors_do(course: Path) -> None:
    path = with_mistake(course)
    one = f"{path.relative_to(course)}::adam_step::early"
    ran = run_pytest(course, one)
    assert ran.code == 1 and "1 failed" in ran.out and "passed" not in ran.out
    assert run_pytest(course, "assignments", "-k", "adam_step and tiny").out.count("1 passed") == 1


def test_an_explorer_learns_where_the_function_is(course: Path) -> None:
    path = with_mistake(course)
    line = 1 + next(n for n, line in enumerate(path.read_text().splitlines()) if line.startswith("def adam_step("))
    listing = "import pytest, sys\nclass P:\n  def pytest_collection_finish(self, session):\n"
    listing += "    print({item.location for item in session.items})\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{listing}pytest.main(['--co', '-q', 'assignments/optimizers'], [P()])"],
        cwd=course,
        capture_output=True,
        text=True,
    )
    assert f"optimizers.py', {line - 1}, 'adam_step: corrects the bias" in done.stdout


HARMFUL = "from pathlib import Path\nPath('collected').touch()\n\n\ndef test_mine():\n    raise SystemExit\n"


def test_collecting_runs_nothing_of_the_students(course: Path) -> None:
    """Named on the command line, pytest itself would import the module; here nothing does, in its process."""
    path = work(course, "optimizers", HARMFUL)
    ran = run_pytest(course, "--co", "-q", path)
    assert ran.code == 0 and "6 tests collected" in ran.out and "test_mine" not in ran.out
    assert not (course / "collected").exists()


def test_what_is_not_written_yet_is_skipped_with_a_word(course: Path) -> None:
    ran = run_pytest(course, "assignments/losses", "-q", "-rs")
    assert ran.code == 0 and "9 skipped" in ran.out and "failed" not in ran.out and "passed" not in ran.out
    assert "cross_entropy is not written yet" in ran.out and "pytest_plugin.py" not in ran.out
    assert "raise NotImplementedError" not in ran.out


def test_what_is_begun_is_not_skipped(course: Path) -> None:
    head = answer(course, "losses").partition("def softmax_cross_entropy")[0]
    begun = (
        "def softmax_cross_entropy(z, y):\n    if len(z) > 2:\n        raise NotImplementedError\n    return 0.0, z\n"
    )
    work(course, "losses", head + begun)
    ran = run_pytest(course, "assignments/losses", "-q")
    assert ran.code == 1 and "skipped" not in ran.out and "softmax_cross_entropy" in ran.out


def test_what_a_submission_prints_and_raises_is_made_harmless(course: Path) -> None:
    work(course, "optimizers", "def adam_step(*a, **k):\n    raise ValueError('\\x1b[2J<b>\\u202e')\n")
    ran = run_pytest(course, "assignments/optimizers", "--junitxml", "r.xml")
    assert "raises ValueError at line 2, in adam_step" in ran.out
    assert "\x1b" not in ran.out and "\\x1b[2J<b>\\u202e" in ran.out
    ET.parse(course / "r.xml")  # noqa: S314  (pytest wrote it)


def test_a_syntax_error_fails_every_check_and_stops_nothing(course: Path) -> None:
    work(course, "optimizers", "def adam_step(\n")
    work(course, "losses", answer(course, "losses"))
    ran = run_pytest(course, "assignments/losses", "assignments/optimizers", "-q")
    assert ran.code == 1 and "6 failed, 9 passed" in ran.out and "SyntaxError at line 1" in ran.out


def test_work_that_lies_elsewhere_is_checked_when_it_is_named(course: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(with_mistake(course).parent, home / "optimizers")
    assert "3 failed, 3 passed" in run_pytest(course, home / "optimizers/optimizers.py").out
    assert run_pytest(home).code == 5


def test_a_broken_course_is_said_without_a_traceback(course: Path) -> None:
    (course / "grader.yaml").write_text("course: A\nasignments: []\n")
    ran = run_pytest(course, "assignments/optimizers")
    assert ran.code == 2 and "Did you mean 'assignments'?" in ran.out and "Traceback" not in ran.out


def test_a_fault_of_ours_is_told_as_one_and_once_for_all_checks(course: Path) -> None:
    source = course / "solutions/optimizers/adam_step.py"
    source.write_text(source.read_text().replace("adam.step()", "adam.stride()"))
    ran = run_pytest(course, "assignments/optimizers")
    assert ran.code == 1 and "6 failed" in ran.out and "stride" in ran.out and "pytest_plugin.py" not in ran.out


OTHERS = "import sys\n\ndef test_nothing_of_ours_is_here():\n    ours = {name for name in sys.modules if name.split('.')[0] in ('autograder', 'numpy', 'ruamel')}\n    assert ours == {'autograder', 'autograder.student', 'autograder.student.pytest_plugin'}\n"


@pytest.mark.parametrize("name", ["tests/test_mine.py", "assignments/optimizers/optimizers.py"])
def test_other_projects_notice_nothing(tmp_path: Path, name: str) -> None:
    """Also where a folder is called like one of ours: without a grader.yaml it is none."""
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(OTHERS)
    ran = run_pytest(tmp_path, path)
    assert ran.code == 0 and "1 passed" in ran.out


def test_a_courses_own_tests_are_left_alone(course: Path) -> None:
    (course / "tests").mkdir()
    (course / "tests/test_mine.py").write_text(OTHERS)
    (course / "assignments/optimizers/test_notes.py").write_text(OTHERS)
    ran = run_pytest(course, "tests", "assignments/optimizers/test_notes.py")
    assert ran.code == 0 and "2 passed" in ran.out


def steps() -> list[dict[str, Any]]:
    """The steps of the workflow."""
    workflow = read_yaml(WORKFLOW)
    assert workflow["on"] == {"push": None, "workflow_dispatch": None}
    assert workflow["permissions"] == {"contents": "read"}
    return list(workflow["jobs"]["check"]["steps"])


def commands(folder: Path) -> str:
    """A PATH on which `python` and `grade` are the ones under test, as they are after the installation."""
    folder.mkdir()
    for name, module in (("python", ""), ("grade", "-m autograder")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("right", [True, False])
def test_the_workflow_for_github_does_what_it_says(course: Path, tmp_path: Path, right: bool) -> None:
    """Its commands, but for the installation, run here as they stand, in a repository of one assignment."""
    source = answer(course, "optimizers")
    work(course, "optimizers", source if right else source.replace(*MISTAKE))
    path = commands(tmp_path / "bin")
    codes = {}
    for step in steps():
        if "run" in step and step["name"] != "Install":
            env = {**os.environ, "WORK": "assignments/optimizers", "PATH": path}
            codes[step["name"]] = subprocess.run(["sh", "-ec", step["run"]], cwd=course, env=env).returncode
    assert codes == {"Check": int(not right), "Points so far": 0}
    assert len(list(ET.parse(course / "checks.xml").iter("testcase"))) == 6  # noqa: S314  (pytest wrote it)
    points = {result["assignment"]: result["points"] for result in read_results(course / "results.json")}
    assert (points["optimizers"] == ADAM) == right and points["losses"] == 0
    kept = next(step for step in steps() if "upload-artifact" in step.get("uses", ""))
    assert all((course / name).is_file() for name in kept["with"]["path"].split())
