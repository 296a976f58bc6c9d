"""Who is exported to nbgrader, and what they are called there: asked of nbgrader's own export and formgrader."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import nbconvert
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograder.export.nbgrader_names import nbgrader_ids, plain_name
from tests.conftest import ADAM, Ran, answer, read_results, read_yaml, submit, write_yaml
from tests.helpers.nbgrader import nbgraders_grades, new_classroom
from tests.helpers.processes import end

Grade = Callable[..., Ran]
AS_THEY_ARE = ["-ada", "=ada", "Anne-Marie", "a=b", "O'Neil", "J. R. @home +1", "小明", "a&b;c:d", "[x] {y}"]
WIDER = {
    "Lovelace, Ada": "Lovelace\uff0c Ada",
    'Ada "Countess" King': "Ada \uff02Countess\uff02 King",
    "eve,100,100": "eve\uff0c100\uff0c100",
    "50% #1 who?": "50\uff05 \uff031 who\uff1f",
    "<script>alert(1)</script>": "\uff1cscript\uff1ealert(1)\uff1c\uff0fscript\uff1e",
    '";alert(1);"\\': "\uff02;alert(1);\uff02\uff3c",
}
REFUSED = {
    "=cmd|' /C calc'!A0": "as a formula",
    "@SUM(1)": "as a formula",
    "x" * 129: "at most 128",
    "..": "uses names as folders",
    "\x1b[2Jred": "cannot be printed",
}


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    return new_classroom(tmp_path / "nbgrader")


def roster(course: Path, *names: str) -> None:
    """Write the class, and no more."""
    folder = course / "submissions"
    folder.mkdir(exist_ok=True)
    rows = ['"' + name.replace('"', '""') + '"' for name in names]
    (folder / "roster.csv").write_text("\n".join(["student", *rows]) + "\n", encoding="utf-8")


def export(grade: Grade, classroom: Path, *options: str) -> Ran:
    return grade("export", "nbgrader", *options, "--db", classroom / "gradebook.db")


def students(classroom: Path) -> list[str]:
    with Gradebook(f"sqlite:///{classroom}/gradebook.db") as book:
        return sorted(student.id for student in book.students)


@contextmanager
def formgrader(folder: Path) -> Iterator[str]:
    """The address of nbgrader's own pages, from a real server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    extensions = {"nbgrader.server_extensions.formgrader": True}
    command = [sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={folder}"]
    command += [f"--ServerApp.jpserver_extensions={extensions}"]
    templates = Path(nbconvert.__file__).parents[4] / "share/jupyter"
    home = {"JUPYTER_CONFIG_DIR": str(folder), "HOME": str(folder), "JUPYTER_PATH": str(templates)}
    env = {**os.environ, **home}
    server = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield answering(f"http://127.0.0.1:{port}/formgrader")
    finally:
        end(server)


def answering(address: str) -> str:
    """``address``, as soon as a server is there."""
    for _ in range(900):
        try:
            page(f"{address}/manage_students")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return address
    raise TimeoutError(address)


def page(address: str) -> str:
    """What is there, for a link that is written as a browser takes it: only what no link can hold is escaped."""
    with urllib.request.urlopen(quote(address, safe=":/?#[]@!$&'()*+,;=%-._~|{}\\"), timeout=60) as found:  # noqa: S310
        return str(found.read().decode())


def test_the_formgrader_finds_everybody_by_its_own_links(course: Path, classroom: Path, grade: Grade) -> None:
    """A name is in a link, in a string of a script and in the page; each has to be the student's own."""
    names = [*AS_THEY_ARE, *WIDER]
    roster(course, *names)
    submit(course / "submissions", AS_THEY_ARE[0], "optimizers", answer(course, "optimizers"))
    assert grade("all").code == 0
    ran = export(grade, classroom)
    assert ran.code == 0, ran.err
    assert "Lovelace, Ada is Lovelace\uff0c Ada in nbgrader." in ran.err
    expected = sorted([*AS_THEY_ARE, *WIDER.values()])
    assert students(classroom) == expected
    with formgrader(classroom) as address:
        found = {row["id"]: row["score"] for row in json.loads(page(f"{address}/api/students"))}
        assert found == {name: ADAM if name == AS_THEY_ARE[0] else 0 for name in expected}
        for name in expected:
            html = page(f"{address}/manage_students/{name}")
            [script] = re.findall(r"<script>\s*var student_id = (.*);\s*</script>", html)
            assert json.loads(script) == name
            assert f'<li class="active">{name}</li>' in html
            assert json.loads(page(f"{address}/api/student/{name}"))["id"] == name


def test_nbgraders_csv_keeps_its_columns(course: Path, classroom: Path, grade: Grade) -> None:
    roster(course, *AS_THEY_ARE, *WIDER)
    for name in ("Anne-Marie", "-ada", "Lovelace, Ada"):
        submit(course / "submissions", name, "optimizers", answer(course, "optimizers"))
    grade("all", "--assignment", "optimizers")
    export(grade, classroom)
    found = nbgraders_grades(classroom)
    assert {student for student, _ in found} == {*AS_THEY_ARE, *WIDER.values()}
    assert all(None not in row and float(row["max_score"]) > 0 for row in found.values())
    full = {student for (student, name), row in found.items() if name == "optimizers" and float(row["score"]) == ADAM}
    assert full == {"Anne-Marie", "-ada", WIDER["Lovelace, Ada"]}


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_whom_nbgrader_cannot_hold_is_listed_with_the_reason(
    course: Path, classroom: Path, grade: Grade, name: str, reason: str
) -> None:
    roster(course, "bob", name)
    grade("all", "--assignment", "optimizers")
    ran = export(grade, classroom)
    assert ran.code == 3 and ran.err.count("left out: ") == 1 and reason in ran.err and "\x1b" not in ran.err
    assert students(classroom) == ["bob"]


def test_a_second_export_and_the_roster_know_the_wider_name(course: Path, classroom: Path, grade: Grade) -> None:
    roster(course, *WIDER)
    grade("all", "--assignment", "optimizers")
    for _ in range(2):
        assert export(grade, classroom).code == 0 and students(classroom) == sorted(WIDER.values())
    before = (course / "submissions/roster.csv").read_bytes()
    assert "0 of nbgrader's 6 students are new" in grade("roster", "nbgrader", "--db", classroom / "gradebook.db").err
    assert (course / "submissions/roster.csv").read_bytes() == before


def test_a_name_that_nbgrader_has_already_is_used_as_it_is(course: Path, classroom: Path, grade: Grade) -> None:
    roster(course, "O'Neil, Kay")
    grade("all", "--assignment", "optimizers")
    export(grade, classroom)
    with Gradebook(f"sqlite:///{classroom}/gradebook.db") as book:
        book.remove_student("O'Neil\uff0c Kay")
        book.add_student("O'Neil, Kay")
    assert export(grade, classroom).code == 0 and students(classroom) == ["O'Neil, Kay"]


@given(st.sets(st.text(min_size=1, max_size=20), max_size=8))
def test_no_two_students_get_one_id_and_none_is_lost(names: set[str]) -> None:
    ids, refused = nbgrader_ids(names, present=())
    assert ids.keys() | refused.keys() == names and not ids.keys() & refused.keys()
    assert len(set(ids.values())) == len(ids) and not set("".join(ids.values())) & set(',"<>/\\?#%\n')
    assert all(plain_name(written, names) == name for name, written in ids.items())


def test_the_gone_are_listed_and_not_exported(course: Path, classroom: Path, grade: Grade) -> None:
    """The old name of a student, and somebody who never was in the class."""
    root = course / "submissions"
    roster(course, "ada", "bob")
    submit(root, "bob", "optimizers", answer(course, "optimizers"))
    grade("all")
    export(grade, classroom)
    (root / "bob").rename(root / "robert")
    submit(root, "guest", "optimizers", answer(course, "optimizers"))
    roster(course, "ada", "robert")
    grade("all")
    fresh = new_classroom(classroom.parent / "fresh")
    ran = export(grade, fresh)
    assert ran.code == 0 and students(fresh) == ["ada", "robert"]
    assert "not exported: bob: not on the roster\n" in ran.err and "not exported: guest: not on the roster\n" in ran.err
    assert "not exported: bob: not on the roster; nbgrader has this student from before" in export(grade, classroom).err
    assert "not exported" not in export(grade, fresh, "--all-students").err
    assert students(fresh) == ["ada", "bob", "guest", "robert"]


def test_without_a_roster_everybody_is_exported(course: Path, classroom: Path, grade: Grade) -> None:
    for name in ("ada", "bob"):
        submit(course / "submissions", name, "optimizers", answer(course, "optimizers"))
    grade("all")
    shutil.rmtree(course / "submissions/bob")
    assert export(grade, classroom).code == 0 and students(classroom) == ["ada", "bob"]


def test_a_broken_roster_is_an_error_and_nothing_is_exported(course: Path, classroom: Path, grade: Grade) -> None:
    roster(course, "ada")
    grade("all")
    (course / "submissions/roster.csv").write_text("name\nada\n")
    ran = export(grade, classroom)
    assert ran.code == 2 and "no column `student`" in ran.err and not (classroom / "gradebook.db").exists()


def test_one_of_two_spellings_in_unicode_is_exported(course: Path, classroom: Path, grade: Grade) -> None:
    """What was recorded under the one form, before the name was read in the other."""
    roster(course, "Zo\u00eb")
    grade("all")
    submit(course / "submissions", "Zoe\u0308", "optimizers", answer(course, "optimizers"))
    grade("all")
    export(grade, classroom)
    assert len(students(classroom)) == 1
    found = nbgraders_grades(classroom)
    assert sum(float(row["score"]) for (_, name), row in found.items() if name == "optimizers") == ADAM


def test_penalties_are_rounded_as_money_is(course: Path, classroom: Path, grade: Grade) -> None:
    """Two days cost one and a half cents, of which binary makes 0.01499999999999968."""
    config = read_yaml(course / "grader.yaml")
    config["late"] = {"penalty_per_day": 0.0075 / ADAM}
    write_yaml(course / "grader.yaml", config)
    source = answer(course, "optimizers")
    (submit(course / "submissions", "ada", "optimizers", source) / "timestamp.txt").write_text(
        "2026-11-04T12:00:00+00:00"
    )
    grade("all", "--json", "r.json")
    export(grade, classroom)
    row = nbgraders_grades(classroom)["ada", "optimizers"]
    [ours] = [result for result in read_results(course / "r.json") if result["assignment"] == "optimizers"]
    assert (ours["late_days"], ours["points"]) == (2, ADAM)
    assert row["late_submission_penalty"] == "0.02"
