"""A private course with names of its own: a property, a metric, a function to pass to a call and a kind of check."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import answer, read_results, run_grade, submit, trusted

COURSE = Path(__file__).parent / "own_names"


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, calibrated, proved and built."""
    root = trusted(shutil.copytree(COURSE, tmp_path_factory.mktemp("own") / "course"))
    ran = run_grade("verify", "--calibrate", cwd=root)
    assert ran.code == 0 and "2 exercises, 5 checks, 6 mistakes: all sound" in ran.out, ran.out + ran.err
    assert run_grade("build", cwd=root).code == 0
    return root


def wrong(course: Path) -> str:
    return answer(course, "hills").replace("[-2:]", "").replace("x - 0.1", "x + 0.1")


def test_the_stub_tells_nothing_of_the_courses_own_names(proved: Path) -> None:
    stub = (proved / "assignments/hills/hills.py").read_text()
    assert "solutions" not in stub and "Shortest" not in stub and "import numpy as np" in stub


def test_a_class_is_graded_by_them_at_the_highest_level_there_is(proved: Path, tmp_path: Path) -> None:
    submit(tmp_path / "class", "ada", "hills", answer(proved, "hills"))
    submit(tmp_path / "class", "bob", "hills", wrong(proved))
    ran = run_grade("all", tmp_path / "class", "--jobs", "2", "--json", tmp_path / "r.json", cwd=proved)
    assert ran.code == 0, ran.err
    ada, bob = read_results(tmp_path / "r.json")
    assert ada["points"] == ada["max_points"] == 8
    said = {(e["name"], c["name"]): (c["status"], c["mistake"]) for e in bob["exercises"] for c in e["checks"]}
    assert said["two_largest", "few"] == ("failed", "returns all numbers")
    assert said["descend", "values"] == ("failed", "climbs") and said["descend", "floor"][0] == "failed"


def test_whole_numbers_are_asked_for_the_property_too(proved: Path, tmp_path: Path) -> None:
    """Else numbers of a wrong kind would cost one check, whatever they are."""
    (tmp_path / "hills.py").write_text("import numpy as np\ndef two_largest(x): return np.array([9, 1])\n")
    ran = run_grade("check", tmp_path / "hills.py", "-e", "two_largest", "--json", tmp_path / "r.json", cwd=proved)
    assert ran.code == 1, ran.err
    [result] = read_results(tmp_path / "r.json")
    order = {c["name"]: c for e in result["exercises"] for c in e["checks"]}["order"]
    assert (order["status"], order["reason"]) == ("failed", "property")


def test_a_kit_carries_them(proved: Path, tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    environment = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_SECRET"}
    assert run_grade("release", kit, cwd=proved, env=environment).code == 0
    assert not (kit / "solutions").exists()
    (kit / "assignments/hills/hills.py").write_text(wrong(proved))
    refused = run_grade("check", "hills", cwd=kit)
    assert refused.code == 2 and f"grade trust {kit}" in refused.err  # it holds code
    assert run_grade("trust", cwd=kit).code == 0
    ran = run_grade("check", "hills", "--json", "-", cwd=kit)
    assert ran.code == 1 and "returns all numbers" in ran.out and "climbs" in ran.out, ran.out + ran.err
    (kit / "assignments/hills/hills.py").write_text(answer(proved, "hills"))
    assert run_grade("check", "hills", cwd=kit).code == 0


@pytest.mark.parametrize(
    ("file", "right", "typo", "said"),
    [
        ("two_largest", 'holds="is_sorted"', 'holds="is_sortd"', "no property 'is_sortd'. Did you mean 'is_sorted'?"),
        ("descend", 'metric="height"', 'metric="heigth"', "no metric 'heigth'. Did you mean 'height'?"),
        (
            "descend",
            '"valley_slope"',
            '"valey_slope"',
            "no function to pass to a call 'valey_slope'. Did you mean 'valley_slope'?",
        ),
        ("two_largest", "import Shortest", "import Shortst", "cannot import name 'Shortst'"),
    ],
)
def test_a_wrong_name_is_an_authors_error(
    proved: Path, tmp_path: Path, file: str, right: str, typo: str, said: str
) -> None:
    root = trusted(shutil.copytree(proved, tmp_path / "course"))
    path = root / f"solutions/hills/{file}.py"
    path.write_text(path.read_text().replace(right, typo))
    ran = run_grade("verify", f"hills/{file}", cwd=root)
    assert ran.code == 2 and said in " ".join(ran.err.split()) and "Internal error" not in ran.err, ran.err


def test_a_broken_file_of_names_is_an_authors_error(proved: Path, tmp_path: Path) -> None:
    for name in ("checks.py", "functions.py"):
        root = trusted(shutil.copytree(proved, tmp_path / name))
        (root / "solutions" / name).write_text("nowhere()\n")
        ran = run_grade("verify", cwd=root)
        assert ran.code == 2 and name in ran.err and "NameError" in ran.err, ran.err
