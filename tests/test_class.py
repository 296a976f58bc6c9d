"""The example class, graded end to end: statuses, reasons and mistakes hold for any secret."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import EXERCISES, REPOSITORY, Ran, copy_course, read_results, run_grade
from tests.helpers.shared import made_once

CLASS = REPOSITORY / "examples/class"
PART = ["--ignore-unknown"]  # the small course lacks some of the class's assignments
GOLDEN = Path(__file__).parent / "golden/class.json"
JOBS = {"namespaces": 1, "landlock": 4, "process": 3}
PARTS = 2
Graded = Callable[[str, str], list[dict[str, Any]] | None]


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


@pytest.fixture(scope="session")
def graded() -> Graded:
    """The class's results under a secret at a level, graded once a run; None where the level does not work."""

    def results(secret: str, level: str) -> list[dict[str, Any]] | None:
        made = made_once(f"class-{secret}-{level}", lambda folder: _grade_class(secret, level, folder))
        path = made / "results.json"
        return read_results(path) if path.exists() else None

    return results


def _grade_class(secret: str, level: str, folder: Path) -> None:
    """Grade the class in parts, its students in any order, then write the results of all."""
    course = copy_course(folder / "course")
    students = sorted(path.name for path in CLASS.iterdir() if path.is_dir())
    order = Random(f"{secret} {level}").sample(students, len(students))  # noqa: S311  (a shuffle)
    flags: list[str | Path] = [
        *PART,
        "--isolation",
        level,
        "--jobs",
        str(JOBS[level]),
        "--gradebook",
        folder / "class.db",
    ]

    def grade(*more: str | Path) -> Ran:
        return run_grade("all", CLASS, *flags, *more, cwd=course, env={"AUTOGRADER_SECRET": secret})

    for part in (order[place::PARTS] for place in range(PARTS)):
        ran = grade(*(word for student in part for word in ("--student", student)))
        if ran.code == 3 and f"'{level}' does not work here" in ran.err:
            return
        assert ran.code == 0, ran.err
    again = grade("--json", folder / "results.json")
    assert again.code == 0 and f"{len(students) * len(EXERCISES)} unchanged" in again.err


@pytest.mark.parametrize("secret", ["one", "two", "three"])
def test_the_class_is_judged_as_each_submission_says_of_itself(graded: Graded, secret: str) -> None:
    """To accept a change of what is judged, run with UPDATE_GOLDEN=1 and read the difference."""
    results = next(each for level in JOBS if (each := graded(secret, level)) is not None)
    found = {
        f"{result['student']}/{result['assignment']}": essence(result)
        for result in results
        if result["status"] != "missing" or (CLASS / result["student"] / result["assignment"]).exists()
    }
    if os.environ.get("UPDATE_GOLDEN") and secret == "one":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n")
    assert found == json.loads(GOLDEN.read_text())


def test_order_jobs_and_walls_change_nothing(graded: Graded) -> None:
    """One job or many, the students in any order, behind any walls: the same JSON but for its `isolation`."""
    found = [results for level in JOBS if (results := graded("one", level)) is not None]
    documents = [[{**result, "isolation": ""} for result in results] for results in found]
    assert len(documents) > 1 and all(document == documents[0] for document in documents)


def test_every_submission_says_what_it_is() -> None:
    for path in CLASS.rglob("*.py"):
        assert path.read_text().startswith("#"), path
    for path in CLASS.rglob("*.ipynb"):
        assert json.loads(path.read_text(encoding="utf-8"))["cells"][0]["cell_type"] == "markdown", path


def test_the_roster_adds_those_who_handed_in_nothing() -> None:
    folders = {path.name for path in CLASS.iterdir() if path.is_dir()}
    listed = {line.split(",")[0] for line in (CLASS / "roster.csv").read_text().splitlines()[1:]}
    assert len(listed - folders) == 1 and folders <= listed
