"""What `grade release` writes for Gradescope and PrairieLearn grades there: elsewhere, by another user, from the wheel."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import ADAM, SECRET, answer, copy_course, run_grade
from tests.helpers.fresh import NOBODY, OFFLINE, run_unprivileged, show_needed_packages

UNCORRECTED = ("m / (1 - beta1**t)", "m")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_course(tmp_path_factory.mktemp("hosted") / "course")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-hosted-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def gradescope(course: Path, elsewhere: Path) -> Path:
    """Gradescope's folder /autograder, in which setup.sh has run as there, but without a network."""
    ran = run_grade("release", "out", "--gradescope", "optimizers", cwd=course)
    assert ran.code == 0 and "only where walls stand" in ran.err and "100 points" in ran.err, ran.err
    root = elsewhere / "autograder"
    with zipfile.ZipFile(course / "out/optimizers-gradescope.zip") as file:
        assert {file.getinfo(name).external_attr >> 16 & 0o111 for name in ("setup.sh", "run_autograder")} == {0o111}
        file.extractall(root / "source")
    shutil.copy(root / "source/run_autograder", root)
    (root / "run_autograder").chmod(0o755)
    env = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable, "PIP_NO_DEPS": "1", **OFFLINE}
    subprocess.run(["bash", root / "source/setup.sh"], env=env, check=True, capture_output=True)
    show_needed_packages(root / "autograder-venv")
    return root


def hand_in(folder: Path, text: str | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if text is not None:
        (folder / "optimizers.py").write_text(text)


def graded(script: Path, results: Path, **env: str) -> tuple[int, Any, str]:
    """Run a released script as another user: its exit code, the document that it writes, and what it says."""
    shutil.rmtree(results.parent, ignore_errors=True)
    results.parent.mkdir()
    if results.parent.stat().st_uid == 0:
        shutil.chown(results.parent, NOBODY)
    empty = results.parents[1] / "empty"
    empty.mkdir(exist_ok=True)
    done = run_unprivileged("bash", script, empty=empty, env=env)
    return done.returncode, json.loads(results.read_text()) if results.exists() else None, done.stderr


def on_gradescope(root: Path, text: str | None) -> tuple[int, Any, str]:
    hand_in(root / "submission", text)
    return graded(root / "run_autograder", root / "results/results.json")


def test_gradescope_gets_the_verdicts_of_grade_all(course: Path, gradescope: Path) -> None:
    """For a right and a wrong submission, with our sentences; hidden cases count, and their numbers are nowhere."""
    right = answer(course, "optimizers")
    code, full, said = on_gradescope(gradescope, right)
    assert code == 0 and full["score"] == 100, said
    code, found, said = on_gradescope(gradescope, right.replace(*UNCORRECTED))
    assert code == 0 and 0 < found["score"] < 100, said
    assert found["extra_data"]["isolation"] in ("namespaces", "landlock") and found["stdout_visibility"] == "hidden"
    assert [test["number"] for test in found["tests"]] == [f"1.{n}" for n in range(1, len(found["tests"]) + 1)]
    early = next(test for test in found["tests"] if "bias of the first steps" in test["name"])
    assert (early["status"], early["score"], early["output_format"]) == ("failed", 0, "text")
    assert "leaves m uncorrected" in early["output"]
    assert sum(test["max_score"] for test in found["tests"]) == pytest.approx(100, abs=0.01)
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(found["score"], abs=0.01)


def test_a_hidden_case_is_asked_there_and_not_shown(course: Path, gradescope: Path) -> None:
    """A table of the public cases earns nothing that hidden cases ask."""
    table = answer(course, "optimizers") + (
        "\n_right = adam_step\n\ndef adam_step(w, *args, **options):\n"
        "    known = round(float(w.ravel()[0]), 6) in KNOWN\n"
        "    return _right(w, *args, **options) if known else (w * 0, w * 0, w * 0)\n"
    )
    from autograder.course.config import load_course
    from autograder.course.library import load_assignment
    from autograder.grading.draw import draw_public

    exercise = load_assignment(load_course(course / "grader.yaml"), "optimizers").exercise("adam_step")
    first = [group.call.args[0] for group in draw_public(exercise)]
    known = [round(float(w.ravel()[0]), 6) for w in first if isinstance(w, np.ndarray)]
    code, found, said = on_gradescope(gradescope, f"{table}\nKNOWN = {known!r}\n")
    failed = [test for test in found["tests"] if test["status"] == "failed"]
    assert code == 0 and len(failed) == len(found["tests"]) and found["score"] == 0, said
    assert sum("On a hidden case" in test["output"] for test in failed) >= len(failed) - 1, "a script starts elsewhere"


def test_what_goes_out_holds_no_answer_and_no_secret(gradescope: Path) -> None:
    everything = b""
    for path in (path for path in (gradescope / "source").rglob("*") if path.is_file()):
        everything += path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                everything += b"".join(archive.read(member) for member in archive.namelist())
    for telling in (b"np.sqrt(v_hat) + eps), m, v", b"torch.optim.Adam", SECRET.encode()):
        assert telling not in everything


def test_gradescope_gets_no_score_where_the_fault_is_ours_and_0_without_work(gradescope: Path) -> None:
    code, found, _ = on_gradescope(gradescope, None)
    assert (code, found["score"], found["tests"]) == (0, 0, []) and "optimizers.ipynb" in found["output"]
    cases = gradescope / "source/course/kit/optimizers.zip"
    kept = cases.read_bytes()
    try:
        cases.write_bytes(kept[:5000])
        code, found, said = on_gradescope(gradescope, "x = 1\n")
    finally:
        cases.write_bytes(kept)
    assert (code, found) == (3, None) and "damaged" in said


def test_prairielearn_gets_a_question_and_its_grader(course: Path, gradescope: Path, elsewhere: Path) -> None:
    arguments = (
        "release",
        "question",
        "--prairielearn",
        "optimizers",
        "--image",
        "me/grader",
        "--isolation",
        "process",
    )
    ran = run_grade(*arguments, cwd=course)
    assert ran.code == 0 and "can read the cases" in ran.err and "docker push me/grader" in ran.err, ran.err
    question = course / "question"
    info = json.loads((question / "info.json").read_text())
    assert info["gradingMethod"] == "External" and info["externalGradingOptions"]["image"] == "me/grader"
    assert info["externalGradingOptions"]["entrypoint"] == "/grade/tests/run.sh"
    assert "raise NotImplementedError" in (question / "clientFilesQuestion/optimizers.py").read_text()
    grade = elsewhere / "grade"
    shutil.copytree(question / "tests", grade / "tests")
    python = str(gradescope / "autograder-venv/bin/python")
    right = answer(course, "optimizers")
    found = {}
    for kind, text in {"right": right, "wrong": right.replace(*UNCORRECTED), "none": None}.items():
        hand_in(grade / "student", text)
        code, found[kind], said = graded(grade / "tests/run.sh", grade / "results/results.json", PYTHON=python)
        assert code == 0, said
    assert found["right"]["score"] == 1 and 0 < found["wrong"]["score"] < 1
    assert "process" in found["right"]["message"] and f"{ADAM:g} of {ADAM:g}" in found["right"]["message"]
    assert any("leaves m uncorrected" in test["message"] for test in found["wrong"]["tests"])
    assert found["none"]["gradable"] is False and "score" not in found["none"]
    again = run_grade(*arguments, cwd=course)
    assert again.code == 0 and again.out == "", "released again, it is the same"


def test_options_that_have_no_meaning_together_are_refused_and_other_folders_kept(course: Path) -> None:
    both = ("--gradescope", "optimizers", "--prairielearn", "optimizers")
    for options in (both, ("--image", "x"), ("--gradescope", "optimizers", "--assignment", "losses")):
        ran = run_grade("release", "out", *options, cwd=course)
        assert ran.code == 2 and "Usage" in ran.err
    (course / "diary").mkdir()
    (course / "diary/today.txt").write_text("mine")
    for host in ("--prairielearn", "--classroom50"):
        assert run_grade("release", "diary", host, "optimizers", cwd=course).code == 2
    assert [path.name for path in (course / "diary").iterdir()] == ["today.txt"]
