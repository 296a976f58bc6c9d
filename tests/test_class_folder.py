"""What `grade all` makes of a folder of submissions: every file is graded, or listed with the reason."""

import json
import threading
import unicodedata
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from autograder.submissions.safe_files import UnreadableFile, read_file
from tests.conftest import ADAM, answer, read_results, run_grade, submit
from tests.helpers.archives import WORK, Grade, not_graded

WRONG = "def adam_step(*args):\n    return 1\n"


def graded(course: Path, grade: Grade, root: Path, *args: str | Path, code: int = 0) -> dict[str, dict[str, Any]]:
    ran = grade("all", root, "--assignment", WORK, "--json", course / "r.json", *args)
    assert ran.code == code, ran.err
    return {result["student"]: result for result in read_results(course / "r.json")}


def points(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    return {student: result["points"] for student, result in found.items()}


def put(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def notebook(*cells: str | dict[str, Any]) -> str:
    code = [cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def zipped(**files: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return made.getvalue()


@pytest.fixture
def right(course: Path) -> str:
    return answer(course, WORK)


@pytest.fixture
def stub(course: Path) -> str:
    return (course / "assignments/optimizers/optimizers.py").read_text()


# Which file is the work.


def test_what_holds_written_functions_is_graded_whatever_its_name(
    course: Path, grade: Grade, tmp_path: Path, right: str, stub: str
) -> None:
    folders: dict[str, dict[str, str | bytes]] = {
        "macos": {"my work.py": right, "._my work.py": b"\0\5\x16\7", "__MACOSX/._my work.py": b"\0\5\x16\7"},
        "copy": {"optimizers.py": stub, "optimizers (1).py": right},
        "final": {"optimizers_old.py": stub, "optimizers_final.py": right},
        "helper": {"my work.py": right, "utils.py": "def plot():\n    pass\n"},
        "upper": {"OPTIMIZERS.PY": right},
        "text": {"optimizers.py.txt": right},
        "empty": {"a.ipynb": "", "b.ipynb": notebook(right)},
        "no cells": {"a.ipynb": notebook(), "optimizers.ipynb": notebook(), "b.ipynb": notebook(right)},
        "helper only": {"helpers.py": "def plot():\n    pass\n", "optimizers.ipynb": notebook(right)},
        "deeper": {"optimizers.py": stub, "optimizers/optimizers.py": right},
        "zip": {"work.zip": zipped(**{"handed in/optimizers.py": right, "__MACOSX/handed in/._optimizers.py": "x"})},
        "zip and stub": {"optimizers.py": stub, "work.zip": zipped(**{"a.py": right})},
        "own name wins": {"optimizers.py": right, "optimizers (1).py": WRONG},
        "most functions": {"a.py": "x = 1\n", "b.py": right},
        "by assignment": {"optimizers.py": stub, "b.py": f"{right}\nadam_step = adam_step\n"},
    }
    for student, files in folders.items():
        put(tmp_path / "class" / student / WORK, files)
    found = graded(course, grade, tmp_path / "class")
    assert points(found) == dict.fromkeys(sorted(folders), ADAM)
    for student, said in {
        "copy": "optimizers.py is left out: it holds no written function",
        "helper": "utils.py is left out",
        "empty": "a.ipynb is left out",
        "text": "the module is not called optimizers.py",
        "deeper": "one folder too deep",
        "zip": "from the zip file work.zip",
        "own name wins": "optimizers (1).py holds work too; optimizers.py is graded",
    }.items():
        assert said in grade("show", student).out, student


def test_folders_that_are_named_a_little_wrong_are_understood(
    course: Path, grade: Grade, tmp_path: Path, right: str
) -> None:
    root = tmp_path / "class"
    put(
        root,
        {
            "case/Optimizers/optimizers.py": right,
            "blank/optimizers /optimizers.py": right,
            "flat/optimizers.py": right,
            "flat zip/optimizers.zip": zipped(**{"optimizers.py": right}),
            "nested/optimizers/hw3/optimizers.py": right,
        },
    )
    assert points(graded(course, grade, root)) == dict.fromkeys(("blank", "case", "flat", "flat zip", "nested"), ADAM)
    assert "is not in a folder optimizers" in grade("show", "flat").out
    assert "its folder is called Optimizers" in grade("show", "case").out


def test_a_student_checks_and_submits_the_file_that_would_be_graded(
    course: Path, grade: Grade, tmp_path: Path, right: str, stub: str
) -> None:
    folder = put(tmp_path / "mine", {"optimizers.py": stub, "optimizers (1).py": right, "._optimizers.py": b"\0"})
    checked = grade("check", folder.rename(tmp_path / WORK))
    assert checked.code == 0 and "note: optimizers.py is left out" in checked.out
    folder = tmp_path / WORK
    made = grade("submit", folder, "--to", tmp_path / "class", "--student", "ada")
    assert made.code == 0 and "optimizers (1).py" in made.out
    assert points(graded(course, grade, tmp_path / "class")) == {"ada": ADAM}


def test_cells_that_are_left_out_are_named_where_they_hold_the_answer(
    course: Path, grade: Grade, tmp_path: Path, right: str, stub: str
) -> None:
    test = {"nbgrader": {"grade": True, "solution": False, "grade_id": "t", "schema_version": 3}}
    put(
        tmp_path / "class",
        {
            "file/optimizers/optimizers.ipynb": notebook(stub, f"%%writefile optimizers.py\n{right}"),
            "test/optimizers/optimizers.ipynb": notebook({"cell_type": "code", "metadata": test, "source": right}),
            "both/optimizers/optimizers.ipynb": notebook(right, f"%%writefile optimizers.py\n{right}"),
        },
    )
    found = graded(course, grade, tmp_path / "class")
    assert points(found) == {"both": ADAM, "file": 0.0, "test": 0.0}
    said = "defines adam_step but is left out: it is"
    assert f"code cell 2 {said} a %%writefile cell" in grade("show", "file").out
    assert f"code cell 1 {said} a test cell of nbgrader's" in grade("show", "test").out
    assert "left out" not in grade("show", "both").out


# What is not graded.


def test_every_file_is_graded_or_listed_with_its_reason(course: Path, grade: Grade, tmp_path: Path, right: str) -> None:
    root = put(
        tmp_path / "class",
        {
            "ada/optimizers/optimizers.py": right,
            "ada/optimizers/timestamp.txt": "2026-10-30T10:00:00Z",
            "ada/optimizers/report.pdf": "x",
            "ada/optimizers/__pycache__/optimizers.cpython-311.pyc": "x",
            "ada/losses/losses.py": "x = 1",
            "bob/optimisers/optimizers.py": right,
            "bob/.DS_Store": "x",
            "carl/optimizers/a/b/c/optimizers.py": right,
            "carl/optimizers/work.rar": "x",
            "janedoe_LATE_123_456_optimizers.py": right,
            "\x1b[2J.txt": "x",
            ".gitignore": "x",
        },
    )
    ran = grade("all", root, "--assignment", WORK, "--json", course / "r.json")
    listed = {
        "ada/optimizers/report.pdf": "not a module (.py) or a notebook",
        "bob/optimisers/optimizers.py": "Did you mean 'optimizers'?",
        "carl/optimizers/a/b/c/optimizers.py": "too deep",
        "carl/optimizers/work.rar": "only zip files",
        "janedoe_LATE_123_456_optimizers.py": "not in a student's folder",
        "\x1b[2J.txt": "not in a student's folder",
    }
    assert ran.code == 3 and not_graded(course / "r.json") == set(listed)
    assert "6 files were not graded, in 5 folders" in ran.err and "--verbose" in ran.err
    for file in json.loads((course / "r.json").read_text())["not_graded"]:
        assert listed[file["path"]] in file["reason"]
    every = grade("all", root, "--assignment", WORK, "--verbose", "--ignore-unknown")
    assert every.code == 0 and "\x1b" not in every.err
    assert all(path in every.err for path in listed if path.isprintable())
    assert "not graded: bob/optimisers/optimizers.py" in grade("show", "bob").out


def test_where_all_is_understood_nothing_is_said(course: Path, grade: Grade, tmp_path: Path, right: str) -> None:
    folder = submit(tmp_path / "class", "ada", WORK, right)
    (folder / "submission_secret.txt").write_text("what `nbgrader collect` leaves beside the work")
    ran = grade("all", tmp_path / "class", "--json", course / "r.json")
    assert ran.code == 0 and "not graded" not in ran.err
    assert "not_graded" not in json.loads((course / "r.json").read_text())


def test_a_student_with_very_many_files_does_not_fill_the_list(
    course: Path, grade: Grade, tmp_path: Path, right: str
) -> None:
    folder = submit(tmp_path / "class", "ada", WORK, right)
    for number in range(200):
        (folder / f"{number}.csv").touch()
    assert points(graded(course, grade, tmp_path / "class", code=3)) == {"ada": ADAM}
    listed = json.loads((course / "r.json").read_text())["not_graded"]
    assert len(listed) == 51 and sum(file["files"] for file in listed) == 200


def test_one_students_folder_is_not_taken_for_a_class(course: Path, grade: Grade, tmp_path: Path, right: str) -> None:
    submit(tmp_path / "class", "ada", WORK, right)
    ran = grade("all", tmp_path / "class/ada")
    assert ran.code == 2 and "looks like one student's folder" in ran.err and "--student ada" in ran.err


# Who the students are.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read_as_spreadsheets_save_it(
    course: Path, grade: Grade, tmp_path: Path, right: str, encoding: str, delimiter: str
) -> None:
    root = tmp_path / "class"
    submit(root, unicodedata.normalize("NFD", "Zoë"), WORK, right)
    submit(root, "ada ", WORK, right)
    rows = [["Name", " Student "], ["Z", "Zoë"], ["A", "ada "], ["B", "Jürgen, Kay"], ["", ""]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    (root / "roster.csv").write_bytes("\r\n".join(lines).encode(encoding))
    ran = grade("all", root, "--assignment", WORK, "--json", course / "r.json")
    found = {result["student"]: result["status"] for result in read_results(course / "r.json")}
    assert found == {"Jürgen, Kay": "missing", "Zoë": "graded", "ada": "graded"}
    assert ran.code == 0 and ("Windows-1252" in ran.err) == (encoding == "cp1252")
    assert "1 unchanged" in grade("all", root, "--assignment", WORK, "--student", "Zoë").err


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"student\n\x81\n", "not text in UTF-8"), (b"student\na\0b\n\xff", "NUL"), (b"a;b\n", "no column")],
)
def test_a_roster_that_cannot_be_read_is_refused(
    course: Path, grade: Grade, tmp_path: Path, right: str, data: bytes, said: str
) -> None:
    submit(tmp_path / "class", "ada", WORK, right)
    (tmp_path / "class/roster.csv").write_bytes(data)
    ran = grade("all", tmp_path / "class")
    assert ran.code == 2 and said in ran.err and "roster.csv" in ran.err


def test_two_folders_of_one_name_stop_nobody_and_are_said(
    course: Path, grade: Grade, tmp_path: Path, right: str
) -> None:
    for form in ("NFC", "NFD"):
        submit(tmp_path / "class", unicodedata.normalize(form, "Zoë"), WORK, right)
    submit(tmp_path / "class", "ada", WORK, right)
    ran = grade("all", tmp_path / "class", "--assignment", WORK)
    assert ran.code == 0 and "3 graded" in ran.err and "graded as several students: 'Zoë'" in ran.err
    ran = grade("all", tmp_path / "class", "--assignment", WORK, "--student", unicodedata.normalize("NFD", "Zoë"))
    assert "1 unchanged" in ran.err


# When it came.


def test_the_table_of_times_counts_before_a_timestamp(course: Path, grade: Grade, tmp_path: Path, right: str) -> None:
    root = tmp_path / "class"
    for student in ("ada", "bob", "carl", "dora"):
        (submit(root, student, WORK, right) / "timestamp.txt").write_text("2020-01-01T00:00:00Z")
    (root / "dora" / WORK / "timestamp.txt").chmod(0o666)
    (root / "times.csv").write_text(
        "student;assignment;time\n"
        "ada;optimizers;2026-11-04 10:00:00 UTC\n"
        "bob;optimizers;0001-01-01T00:00:00+14:00\n"
        "carl;optimizers;soon\n"
        "eve;optimizers;2026-11-04T10:00:00Z\n"
    )
    found = graded(course, grade, root)
    assert {name: result["late_days"] for name, result in found.items()} == {
        "ada": 2, "bob": None, "carl": None, "dora": 0,
    }  # fmt: skip
    ran = grade("all", root, "--assignment", WORK)
    assert "times.csv 'soon': expected a time such as" in ran.err
    assert "times.csv has times of work that is not there: 'eve' on 'optimizers'" in ran.err
    assert "the folder's own word" in grade("show", "dora").out
    assert "the year 1 is a placeholder" in grade("show", "bob").out


def test_a_times_table_without_its_columns_is_refused(course: Path, grade: Grade, tmp_path: Path, right: str) -> None:
    submit(tmp_path / "class", "ada", WORK, right)
    (tmp_path / "class/times.csv").write_text("student,when\nada,2026-11-04\n")
    ran = grade("all", tmp_path / "class")
    assert ran.code == 2 and "times.csv has no column `assignment`" in ran.err


# Links that take a folder's place while it is read.


def test_a_link_that_takes_a_folders_place_is_never_followed(tmp_path: Path) -> None:
    secret, folder, spare = tmp_path / "secret", tmp_path / "root/ada/optimizers", tmp_path / "root/ada/spare"
    for place, text in ((secret, "secret"), (folder, "work")):
        place.mkdir(parents=True)
        (place / "optimizers.py").write_text(text)
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            folder.rename(spare)
            folder.symlink_to(secret)
            folder.unlink()
            spare.rename(folder)

    attacker = threading.Thread(target=swap)
    attacker.start()
    read = []
    until = datetime.now(UTC).timestamp() + 2
    while datetime.now(UTC).timestamp() < until:
        try:
            read.append(read_file(folder / "optimizers.py", 100, root=tmp_path / "root"))
        except UnreadableFile as error:
            read.append(str(error).encode())
    over.set()
    attacker.join()
    assert b"secret" not in read and b"work" in read and len(set(read)) > 1


def test_submit_does_not_take_a_machines_account_for_a_person(course: Path, tmp_path: Path, right: str) -> None:
    (course / "assignments/optimizers/optimizers.py").write_text(right)
    for account in ("root", "jovyan"):
        ran = run_grade("submit", WORK, "--to", tmp_path, cwd=course, env={"LOGNAME": account})
        assert ran.code == 2 and "must not be empty" in ran.err and "--student NAME" in ran.err
    assert not list(tmp_path.glob("*.zip"))
