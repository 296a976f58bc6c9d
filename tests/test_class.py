"""The example class, graded end to end: statuses, reasons and mistakes hold for any secret."""

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import EXERCISES, REPOSITORY, read_results, run_grade

CLASS = REPOSITORY / "examples/class"
PART = ["--ignore-unknown"]  # the small course lacks some of the class's assignments
GOLDEN = Path(__file__).parent / "golden/class.json"


def essence(result: dict[str, Any]) -> dict[str, Any]:
    """A result without its numbers: what did not pass, why, and by which mistake."""
    return {
        "status": result["status"],
        "late": result["late_days"] is None or result["late_days"] > 0,
        "failed": {
            f"{exercise['name']}.{check['name']}": [check["reason"], check["mistake"]]
            for exercise in result["exercises"]
            for check in exercise["checks"]
            if check["status"] != "passed"
        },
    }


@pytest.mark.parametrize("secret", ["one", "two", "three"])
def test_the_class_is_judged_as_each_submission_says_of_itself(course: Path, secret: str) -> None:
    """To accept a change of what is judged, run with UPDATE_GOLDEN=1 and read the difference."""
    ran = run_grade("all", CLASS, *PART, "--json", course / "r.json", cwd=course, env={"AUTOGRADER_SECRET": secret})
    assert ran.code == 0, ran.err
    found = {
        f"{result['student']}/{result['assignment']}": essence(result)
        for result in read_results(course / "r.json")
        if result["status"] != "missing" or (CLASS / result["student"] / result["assignment"]).exists()
    }
    if os.environ.get("UPDATE_GOLDEN") and secret == "one":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n")
    assert found == json.loads(GOLDEN.read_text())


def test_every_submission_says_what_it_is() -> None:
    for path in CLASS.rglob("*.py"):
        assert path.read_text().startswith("#"), path
    for path in CLASS.rglob("*.ipynb"):
        assert json.loads(path.read_text(encoding="utf-8"))["cells"][0]["cell_type"] == "markdown", path


def test_the_roster_adds_those_who_handed_in_nothing() -> None:
    folders = {path.name for path in CLASS.iterdir() if path.is_dir()}
    listed = {line.split(",")[0] for line in (CLASS / "roster.csv").read_text().splitlines()[1:]}
    assert len(listed - folders) == 1 and folders <= listed


RUNS = (("namespaces", 1), ("landlock", 4), ("process", 3))
PARTS = 4


def test_order_jobs_and_walls_change_nothing(course: Path) -> None:
    """One job or many, the students in any order, behind any walls: the same JSON but for its `isolation`."""
    students = sorted(path.name for path in CLASS.iterdir() if path.is_dir())
    documents = []
    for level, jobs in RUNS:
        order = Random(jobs).sample(students, len(students))  # noqa: S311  (a shuffle)
        flags: list[str | Path] = [
            *PART,
            "--isolation",
            level,
            "--jobs",
            str(jobs),
            "--gradebook",
            course / f"{level}.db",
        ]
        for part in (order[place::PARTS] for place in range(PARTS)):
            chosen = [word for student in part for word in ("--student", student)]
            ran = run_grade("all", CLASS, *flags, *chosen, cwd=course)
            assert ran.code == 0 or (ran.code == 3 and f"'{level}' does not work here" in ran.err), ran.err
        if ran.code == 0:
            again = run_grade("all", CLASS, *flags, "--json", course / "r.json", cwd=course)
            assert f"{len(students) * len(EXERCISES)} unchanged" in again.err
            documents.append([{**result, "isolation": ""} for result in read_results(course / "r.json")])
    assert len(documents) > 1 and all(document == documents[0] for document in documents)
