"""Archives on their way in and out, for the tests of both ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import Ran, read_results

Grade = Callable[..., Ran]
WORK = "optimizers"


def handed_in(grade: Grade, folder: Path, student: str = "ada", *args: str | Path) -> Path:
    before = set(folder.glob("*.zip"))
    ran = grade("submit", WORK, "--to", folder, "--student", student, *args)
    assert ran.code == 0, ran.err
    [made] = set(folder.glob("*.zip")) - before
    return made


def graded(course: Path, grade: Grade, root: Path, code: int = 0) -> dict[str, dict[str, Any]]:
    ran = grade("all", root, "--assignment", WORK, "--json", course / "r.json")
    assert ran.code == code, ran.err
    return {result["student"]: result for result in read_results(course / "r.json")}


def not_graded(path: Path) -> set[str]:
    """The files that a results file lists as not graded."""
    read_results(path)
    return {file["path"] for file in json.loads(path.read_text()).get("not_graded", [])}


def reasons(result: dict[str, Any]) -> set[str | None]:
    return {check["reason"] for exercise in result["exercises"] for check in exercise["checks"]}


def messages(result: dict[str, Any]) -> str:
    return " ".join(check["message"] for exercise in result["exercises"] for check in exercise["checks"])
