"""groups.csv: students who hand in together are graded once, on one draw, and each gets the result."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ADAM, Ran, answer, read_results, submit

WORK = "optimizers"
WRONG = "def adam_step(*args, **options):\n    return 1\n"
Grade = Callable[..., Ran]


@pytest.fixture
def root(course: Path) -> Path:
    folder = course / "submissions"
    folder.mkdir(exist_ok=True)
    (folder / "roster.csv").write_text("student\nada\nbob\ncy\ndora\n")
    (folder / "groups.csv").write_text("group,student\nred,ada\nred,bob\nblue,cy\n")
    return folder


def graded(course: Path, grade: Grade, *args: str) -> tuple[Ran, dict[str, dict[str, Any]]]:
    ran = grade("all", "--jobs", "2", "--assignment", WORK, "--json", course / "r.json", "--verbose", *args)
    assert ran.code == 0, ran.err
    return ran, {result["student"]: result for result in read_results(course / "r.json")}


def test_one_members_work_counts_for_all(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "bob", WORK, answer(course, WORK))
    submit(root, "blue", WORK, WRONG)  # a folder that is called like the group
    ran, found = graded(course, grade)
    assert {student: (result["status"], result["points"]) for student, result in found.items()} == {
        "ada": ("graded", ADAM),
        "bob": ("graded", ADAM),
        "cy": ("graded", 0.0),
        "dora": ("missing", 0.0),
    }
    assert found["ada"]["exercises"] == found["bob"]["exercises"]
    assert "handed in by 'bob' for the group 'red'" in ran.err and "blue" not in found


def test_the_last_of_a_group_counts(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "ada", WORK, answer(course, WORK))
    submit(root, "bob", WORK, WRONG)
    (root / "times.csv").write_text(
        f"student,assignment,time\nada,{WORK},2026-10-02T10:00:00Z\nbob,{WORK},2026-10-01T10:00:00Z\n"
    )
    ran, found = graded(course, grade)
    assert [found[student]["points"] for student in ("ada", "bob")] == [ADAM, ADAM]
    assert "1 more of the group handed in" in ran.err
    ran, found = graded(course, grade, "--student", "bob")
    assert {student: result["points"] for student, result in found.items()} == {"bob": ADAM}
    assert "1 unchanged" in ran.err


def test_a_student_is_in_one_group_at_a_time(grade: Grade, root: Path) -> None:
    (root / "groups.csv").write_text("group,student\nred,ada\nblue,ada\n")
    ran = grade("all", "--assignment", WORK)
    assert ran.code == 2 and "'ada' is in two groups, 'red' and 'blue'" in ran.err
    (root / "groups.csv").write_text("group,student,assignment\nred,ada,losses\nblue,ada,optimizers\nred,,\n")
    assert "lacks its student" in grade("all", "--assignment", WORK).err
