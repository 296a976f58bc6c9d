"""Export to nbgrader: what is written is read back with nbgrader itself."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.database import opened
from tests.conftest import ADAM, Ran, answer, copy_course, read_results, run_grade, submit
from tests.helpers.nbgrader import nbgrader, nbgraders_grades, new_classroom
from tests.helpers.shared import made_once

Grade = Callable[..., Ran]
MISTAKE = ("m / (1 - beta1**t)", "m")
LATE = "2026-11-04T12:00:00+00:00"  # two started days


def handed_in(course: Path) -> Path:
    """One right and late, one with a named mistake, one on the roster only."""
    root = course / "submissions"
    right = answer(course, "optimizers")
    submit(root, "ada", "optimizers", right)
    (root / "ada/optimizers/timestamp.txt").write_text(LATE)
    submit(root, "bob", "optimizers", right.replace(*MISTAKE))
    submit(root, "bob", "losses", answer(course, "losses"))
    (root / "roster.csv").write_text("student,room\nada,1\nbob,1\nzoe,2\n")
    return root


def first_export(folder: Path) -> None:
    """A course that is graded, and nbgrader's gradebook after a first export of it."""
    course, classroom = copy_course(folder / "course"), new_classroom(folder / "nbgrader")
    handed_in(course)
    assert run_grade("all", "--json", "r.json", cwd=course).code == 0
    ran = run_grade("export", "nbgrader", "--db", classroom / "gradebook.db", cwd=course)
    assert (ran.code, ran.err) == (0, "3 submissions are in nbgrader's gradebook now.\n")


@pytest.fixture
def submissions(course: Path) -> Path:
    return handed_in(course)


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    return new_classroom(tmp_path / "nbgrader")


@pytest.fixture
def graded(course: Path, submissions: Path) -> Path:
    """The course after `grade all`."""
    for name in ("gradebook.db", "r.json"):
        shutil.copy(made_once("first-export", first_export) / "course" / name, course)
    return course


@pytest.fixture
def exported(graded: Path, classroom: Path) -> Path:
    """nbgrader's gradebook after a first export."""
    made = made_once("first-export", first_export) / "nbgrader/gradebook.db"
    return Path(shutil.copy(made, classroom))


@pytest.fixture
def book(exported: Path) -> Iterator[Gradebook]:
    """The same, opened by nbgrader."""
    with Gradebook(f"sqlite:///{exported}") as found:
        yield found


def rows(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f"select count(*) from [{name}]").fetchone()[0] for name in names}  # noqa: S608


def test_nbgraders_own_export_shows_our_shares(course: Path, exported: Path) -> None:
    found = nbgraders_grades(exported.parent)
    for ours in read_results(course / "r.json"):
        theirs = found[ours["student"], ours["assignment"]]
        share = float(theirs["score"]) / float(theirs["max_score"])
        assert share == pytest.approx(ours["score"] / 100, abs=1e-4)
        if ours["status"] != "missing":
            assert (float(theirs["raw_score"]), float(theirs["max_score"])) == (ours["points"], ours["max_points"])
    late = found["ada", "optimizers"]
    assert float(late["late_submission_penalty"]) == pytest.approx(0.1 * ADAM)
    assert (late["timestamp"], late["duedate"]) == ("2026-11-04 12:00:00", "2026-11-02 23:59:00")
    assert found["zoe", "losses"]["timestamp"] == "" and found["zoe", "losses"]["score"] == "0.0"


def test_the_formgraders_tables_show_the_same(course: Path, book: Gradebook) -> None:
    """What the formgrader asks of the gradebook for its pages."""
    ours = {r["student"]: r for r in read_results(course / "r.json") if r["assignment"] == "optimizers"}
    notebooks = book.notebook_submission_dicts("optimizers", "optimizers")
    assert {row["student"]: row["failed_tests"] for row in notebooks} == {"ada": False, "bob": True}
    for theirs in (book.submission_dicts("optimizers"), notebooks):
        assert {row["student"] for row in theirs} == {"ada", "bob"}
        for row in theirs:
            own = ours[row["student"]]
            assert (row["score"], row["max_score"]) == (own["points"], own["max_points"])
            assert not row["needs_manual_grade"]
    assert {row["id"] for row in book.student_dicts()} == {"ada", "bob", "zoe"}


def test_the_comment_tells_what_failed_and_a_pass_has_none(course: Path, book: Gradebook) -> None:
    said = book.find_comment("adam_step", "optimizers", "optimizers", "bob").comment
    assert "Asked: it corrects the bias of the first steps" in said
    assert "It looks as if the code leaves m uncorrected." in said
    assert book.find_comment("adam_step", "optimizers", "optimizers", "ada").comment is None


def test_a_second_export_updates_and_doubles_nothing(
    course: Path, submissions: Path, exported: Path, grade: Grade
) -> None:
    before = rows(exported)
    submit(submissions, "bob", "optimizers", answer(course, "optimizers"))
    grade("all")
    ran = grade("export", "nbgrader", "--db", f"sqlite:///{exported}")
    assert ran.code == 0 and rows(exported) == before
    assert float(nbgraders_grades(exported.parent)["bob", "optimizers"]["score"]) == ADAM
    with Gradebook(f"sqlite:///{exported}") as book:
        assert book.find_comment("adam_step", "optimizers", "optimizers", "bob").comment is None


def test_work_that_is_recorded_as_absent_is_worth_nothing_in_nbgrader_either(
    submissions: Path, exported: Path, grade: Grade
) -> None:
    shutil.rmtree(submissions / "bob/losses")
    assert grade("all", "--absent-is-missing", "--yes").code == 0
    grade("export", "nbgrader", "--db", exported)
    assert nbgraders_grades(exported.parent)["bob", "losses"]["score"] == "0.0"
    with Gradebook(f"sqlite:///{exported}") as book:
        assert book.find_comment("cross_entropy", "losses", "losses", "bob").comment == "Nothing was handed in."


def test_what_people_decided_in_nbgrader_stays(course: Path, submissions: Path, exported: Path, grade: Grade) -> None:
    """A score by hand beats ours, in the penalty as well, and asks to be looked at only when ours changes."""
    with Gradebook(f"sqlite:///{exported}") as book:
        by_hand = book.find_grade("test_adam_step", "optimizers", "optimizers", "ada")
        by_hand.manual_score, by_hand.extra_credit = 10, 1
        book.find_comment("adam_step", "optimizers", "optimizers", "bob").manual_comment = "Well done."
        book.db.commit()
    ran = grade("export", "nbgrader", "--db", exported)
    assert "Kept: 1 score that was given manually in nbgrader." in ran.err
    found = nbgraders_grades(exported.parent)["ada", "optimizers"]
    assert (float(found["raw_score"]), float(found["late_submission_penalty"])) == pytest.approx((11, 1.1))
    with Gradebook(f"sqlite:///{exported}") as book:
        assert not book.find_grade("test_adam_step", "optimizers", "optimizers", "ada").needs_manual_grade
        assert book.find_comment("adam_step", "optimizers", "optimizers", "bob").comment == "Well done."
    submit(submissions, "ada", "optimizers", answer(course, "optimizers").replace(*MISTAKE))
    grade("all")
    for _ in range(2):
        grade("export", "nbgrader", "--db", exported)
        with Gradebook(f"sqlite:///{exported}") as book:
            changed = book.find_grade("test_adam_step", "optimizers", "optimizers", "ada")
            assert changed.needs_manual_grade and changed.score == 11


def test_what_could_not_be_judged_asks_for_a_manual_grade(
    course: Path, submissions: Path, classroom: Path, grade: Grade
) -> None:
    source = course / "solutions/optimizers/adam_step.py"
    source.write_text(source.read_text().replace("adam.step()", "adam.stride()"))
    assert grade("all").code == 3
    assert grade("export", "nbgrader", "--db", classroom / "gradebook.db").code == 0
    with Gradebook(f"sqlite:///{classroom}/gradebook.db") as book:
        unjudged = book.find_grade("test_adam_step", "optimizers", "optimizers", "ada")
        assert unjudged.auto_score is None and unjudged.needs_manual_grade
        assert "not the student's fault" in book.find_comment("adam_step", "optimizers", "optimizers", "ada").comment
        assert not book.find_grade("test_cross_entropy", "losses", "losses", "bob").needs_manual_grade


NOTEBOOK = """
import nbformat
from nbformat.v4 import new_code_cell, new_notebook
def cell(source, **meta):
    known = dict(schema_version=3, grade=False, solution=False, locked=False, task=False)
    return new_code_cell(source, id=meta["grade_id"].replace("_", "-"), metadata={"nbgrader": {**known, **meta}})
cells = [
    cell("import numpy as np", grade_id="imports", locked=True),
    cell("def adam_step():\\n    ### BEGIN SOLUTION\\n    pass\\n    ### END SOLUTION", grade_id="adam_step", solution=True),
    cell("0.0", grade_id="test_adam_step", grade=True, locked=True, points=3),
    cell("assert True", grade_id="neatness", grade=True, locked=True, points=2),
]
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}), "source/optimizers/optimizers.ipynb")
"""


def test_cells_that_nbgrader_generated_are_used(course: Path, graded: Path, classroom: Path, grade: Grade) -> None:
    """Ours get their points; one that is no exercise of ours stays, and is spoken of, since nbgrader counts it."""
    (classroom / "source/optimizers").mkdir(parents=True)
    subprocess.run([sys.executable, "-c", NOTEBOOK], cwd=classroom, check=True)
    database = classroom / "gradebook.db"
    with opened(str(database), create=True):  # as nbgrader would, which finds no `alembic` outside an activated venv
        nbgrader(classroom, "generate_assignment", "optimizers")
    ran = grade("export", "nbgrader", "--db", database)
    assert ran.code == 0 and "optimizers: nbgrader also counts the cells neatness" in ran.err
    with Gradebook(f"sqlite:///{database}") as book:
        [notebook] = book.find_assignment("optimizers").notebooks
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {"test_adam_step": ADAM, "neatness": 2}
        assert [cell.name for cell in notebook.solution_cells] == ["adam_step"]
        assert {cell.name for cell in notebook.source_cells} >= {"imports", "adam_step"}
        assert book.find_grade("test_adam_step", "optimizers", "optimizers", "bob").score == 6
    nbgrader(classroom, "generate_assignment", "optimizers", "--force")


def test_an_exercise_that_is_added_later_is_graded_for_those_who_are_there(
    course: Path, exported: Path, grade: Grade
) -> None:
    with Gradebook(f"sqlite:///{exported}") as book:
        book.db.delete(book.find_grade("test_adam_step", "optimizers", "optimizers", "ada"))
        book.db.delete(book.find_comment("adam_step", "optimizers", "optimizers", "ada"))
        book.db.commit()
    assert grade("export", "nbgrader", "--db", exported).code == 0
    assert float(nbgraders_grades(exported.parent)["ada", "optimizers"]["raw_score"]) == ADAM


def test_a_submission_that_nbgrader_collected_itself_gets_its_grades(
    graded: Path, classroom: Path, grade: Grade
) -> None:
    """nbgrader knows of the submission, but of no notebook yet."""
    database = classroom / "gradebook.db"
    with opened(str(database), create=True) as book:
        book.add_assignment("optimizers")
        book.add_student("bob", first_name="Bob")
        book.add_submission("optimizers", "bob", timestamp="2026-11-01 10:00:00 UTC")
    assert grade("export", "nbgrader", "--db", database).code == 0
    found = nbgraders_grades(classroom)["bob", "optimizers"]
    assert (found["score"], found["first_name"], found["timestamp"]) == ("6.0", "Bob", "2026-11-01 10:00:00")


def test_results_of_other_exercises_are_left_out_and_named(course: Path, exported: Path, grade: Grade) -> None:
    source = course / "solutions/optimizers/adam_step.py"
    text = source.read_text()
    assert "points=3" in text
    source.write_text(text.replace("points=3", "points=5", 1))
    ran = grade("export", "nbgrader", "--db", exported)
    assert ran.code == 3 and "left out: ada optimizers: the exercises have changed" in ran.err
    assert "1 submission is in nbgrader's gradebook now." in ran.err


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("://", "SQLAlchemy cannot read"),
        ("nosuchdialect://host/db", "Can't load plugin"),
        ("postgresql://user:hunter2@localhost:1/db", "cannot be used"),
        ("no/such/folder/gradebook.db", "unable to open database file"),
        ("gradebook.db", "not one of nbgrader's"),
        ("grader.yaml", "file is not a database"),
    ],
)
def test_a_database_that_cannot_be_used(graded: Path, grade: Grade, location: str, said: str) -> None:
    ran = grade("export", "nbgrader", "--db", location)
    assert ran.code == 2 and said in " ".join(ran.err.split()) and "hunter2" not in ran.err
    assert grade("show", "ada").code == 0


def test_a_gradebook_of_another_nbgrader_is_left_alone(exported: Path, grade: Grade) -> None:
    with sqlite3.connect(exported) as connection:
        connection.execute("update alembic_version set version_num = 'older'")
    before = exported.read_bytes()
    ran = grade("export", "nbgrader", "--db", exported)
    assert ran.code == 2 and "nbgrader db upgrade" in ran.err and exported.read_bytes() == before


def test_nothing_is_exported_before_anything_is_graded(classroom: Path, grade: Grade) -> None:
    ran = grade("export", "nbgrader", "--db", classroom / "gradebook.db")
    assert ran.code == 2 and "Run `grade all` first" in ran.err and not (classroom / "gradebook.db").exists()


def test_roster_and_deadlines_come_from_nbgrader(course: Path, submissions: Path, exported: Path, grade: Grade) -> None:
    with Gradebook(f"sqlite:///{exported}") as book:
        book.add_student("O'Neil, Kay")
        book.update_or_create_assignment("losses", duedate="2026-12-01 23:00:00 UTC")
        book.add_assignment("essay", duedate="2026-12-02 12:00:00 UTC")
    config = course / "grader.yaml"
    config.write_text(config.read_text().replace("timezone: UTC", "timezone: Europe/Berlin"))
    ran = grade("roster", "nbgrader", "--db", exported)
    assert ran.code == 0 and "1 of nbgrader's 4 students are new" in ran.err
    assert "assignment essay is not in grader.yaml" in ran.err
    assert "  - name: losses\n    due: 2026-12-02 00:00:00+01:00\n" in ran.out
    roster = submissions / "roster.csv"
    assert roster.read_text() == 'student,room\nada,1\nbob,1\nzoe,2\n"O\'Neil, Kay",\n'
    assert "0 of nbgrader's 4 students are new" in grade("roster", "nbgrader", "--db", exported).err
    assert "O'Neil, Kay losses" in grade("all", "-v").err


def test_collecting_changes_nothing_in_nbgrader(exported: Path, grade: Grade) -> None:
    with sqlite3.connect(exported) as connection:
        connection.execute("update course set id = 'dl'")
        connection.execute("update assignment set course_id = 'dl'")
    before = exported.read_bytes()
    assert grade("roster", "nbgrader", "--db", exported).code == 0 and exported.read_bytes() == before


def test_new_assignments_belong_to_nbgraders_course(graded: Path, classroom: Path, grade: Grade) -> None:
    database = classroom / "gradebook.db"
    with opened(str(database), create=True):
        pass
    with sqlite3.connect(database) as connection:
        connection.execute("update course set id = 'dl'")
    assert grade("export", "nbgrader", "--db", database).code == 0
    with sqlite3.connect(database) as connection:
        assert connection.execute("select distinct course_id from assignment").fetchall() == [("dl",)]
        assert connection.execute("select id from course").fetchall() == [("dl",)]


def test_the_deadlines_can_be_pasted_into_the_course(course: Path, exported: Path, grade: Grade) -> None:
    said = grade("roster", "nbgrader", "--db", exported).out
    (course / "grader.yaml").write_text(f"course: Pasted\n{said}")
    assert grade("roster", "nbgrader", "--db", exported).out == said


@pytest.mark.parametrize(
    ("text", "said"), [("name\nada\n", "no column `student`"), ('student\n"ada', "cannot be read")]
)
def test_a_file_that_is_no_roster_is_left_alone(
    submissions: Path, exported: Path, grade: Grade, text: str, said: str
) -> None:
    (submissions / "roster.csv").write_text(text)
    ran = grade("roster", "nbgrader", "--db", exported)
    assert ran.code == 2 and said in ran.err and (submissions / "roster.csv").read_text() == text


@pytest.mark.parametrize("location", ["nowhere.db", "sqlite:///nowhere.db", "empty.db"])
def test_there_is_nothing_to_collect_from(course: Path, grade: Grade, location: str) -> None:
    (course / "empty.db").touch()
    ran = grade("roster", "nbgrader", "--db", location)
    assert ran.code == 2 and "There is no nbgrader gradebook" in ran.err and not (course / "nowhere.db").exists()


def test_what_people_decided_goes_along(exported: Path, grade: Grade) -> None:
    """A check, a whole assignment, and one that is excused, which nbgrader has no place for."""
    said = ("--by", "prof", "--comment", "half right")
    assert grade("override", "bob", "optimizers", "adam_step", "early", "--points", "2", *said).code == 0
    assert grade("override", "ada", "optimizers", "--points", "5", *said).code == 0
    assert grade("override", "bob", "losses", "--excuse", *said).code == 0
    ran = grade("export", "nbgrader", "--db", exported)
    assert ran.code == 0 and "bob losses is excused, which nbgrader cannot record." in ran.err
    with opened(str(exported)) as book:
        bob, ada = (book.find_submission("optimizers", name) for name in ("bob", "ada"))
        assert bob.score == 8.0 and bob.notebooks[0].late_submission_penalty == 0.0
        [comment] = [c.comment for c in bob.notebooks[0].comments if c.cell.name == "adam_step"]
        assert "Decided by prof" in comment and "half right" in comment
        left = ada.score - ada.notebooks[0].late_submission_penalty
        assert left == pytest.approx(0.9 * 5.0, abs=0.01)  # two days late, as the score in our own gradebook
