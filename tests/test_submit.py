"""`grade submit`, and what `grade all` makes of the archives that it finds: sealed ones, altered ones, bombs."""

import io
import json
import os
import shutil
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.archive import MANIFEST, Manifest, opened, read_archive, receipt, seal
from autograder.handin import find_work, sealed
from autograder.library import load_assignment
from tests.conftest import ADAM, REPOSITORY, Ran, answer, read_results, run_grade, submit

Grade = Callable[..., Ran]
WORK = "optimizers"
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)


@pytest.fixture
def written(course: Path) -> Path:
    """The course with the answer in the student's place."""
    (course / "assignments/optimizers/optimizers.py").write_text(answer(course, WORK))
    return course


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


def reasons(result: dict[str, Any]) -> set[str | None]:
    return {check["reason"] for exercise in result["exercises"] for check in exercise["checks"]}


def messages(result: dict[str, Any]) -> str:
    return " ".join(check["message"] for exercise in result["exercises"] for check in exercise["checks"])


# What a student sees.


def test_an_archive_holds_the_work_and_a_manifest(written: Path, grade: Grade, tmp_path: Path) -> None:
    ran = grade("submit", WORK, "--to", tmp_path / "out", "--student", "ada")
    [made] = (tmp_path / "out").iterdir()
    assert made.name.startswith("optimizers-ada-2") and ran.code == 0
    with zipfile.ZipFile(made) as file:
        assert file.namelist() == ["optimizers.py", MANIFEST]
        manifest = json.loads(file.read(MANIFEST))
    assert (manifest["schema"], manifest["student"], manifest["assignment"]) == (
        "autograder/submission/1",
        "ada",
        WORK,
    )
    assert set(manifest["versions"]) == {"autograder", "python", "numpy"}
    assert f"receipt   {receipt(made.read_bytes())}" in ran.out and str(made) in ran.out
    assert "All is there" in ran.err


def test_the_default_folder_is_this_one_and_the_name_that_of_the_account(written: Path, tmp_path: Path) -> None:
    ran = run_grade("submit", WORK, cwd=written, env={"LOGNAME": "grace"})
    assert ran.code == 0 and "student   grace" in ran.out
    assert len(list(written.glob("optimizers-grace-*.zip"))) == 1


def test_a_second_submission_is_a_second_file(written: Path, grade: Grade, tmp_path: Path) -> None:
    first = handed_in(grade, tmp_path)
    kept = first.read_bytes()
    assert handed_in(grade, tmp_path) != first and first.read_bytes() == kept


def test_the_same_work_at_the_same_time_makes_the_same_bytes(written: Path, course: Path) -> None:
    from autograder.config import load_course

    assignment = load_assignment(load_course(course / "grader.yaml"), WORK)
    work = find_work(course / "assignments/optimizers", assignment)
    first, second = (sealed(work, WORK, "ada", NOON)[1] for _ in range(2))
    assert first == second and opened(first).data == work.data


def test_an_untouched_stub_needs_force(grade: Grade, tmp_path: Path) -> None:
    ran = grade("submit", WORK, "--to", tmp_path)
    assert ran.code == 2 and "still the stub" in ran.err and "grade submit optimizers --force" in ran.err
    assert not list(tmp_path.glob("*.zip"))
    handed_in(grade, tmp_path, "ada", "--force")


def test_what_is_unfinished_is_said_and_what_is_gone_needs_force(course: Path, grade: Grade, tmp_path: Path) -> None:
    path = course / "assignments/losses/losses.py"
    stub = path.read_text()
    path.write_text(stub.replace("raise NotImplementedError", "return 0", 1))
    ran = grade("submit", "losses", "--to", tmp_path, "--student", "ada")
    assert ran.code == 0 and "1 of 2 functions are not written yet: " in ran.err
    path.write_text("def cross_entropy(p, t):\n    def softmax_cross_entropy(): ...\n")
    ran = grade("submit", "losses", "--to", tmp_path, "--student", "ada")
    assert ran.code == 2 and "lacks 1 of 2 functions: softmax_cross_entropy." in ran.err
    assert grade("submit", "losses", "--to", tmp_path, "--student", "ada", "--force").code == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"def adam_step(w)\n    pass\n", "line 1 is no Python"),
        (b"x = '\xff'\n", "is no Python"),
        (b"x = '\0'\n", "is no Python"),
        (b"(" * 5000, "is no Python"),
        (b"#" * (2 << 20), "2,097,152 bytes; at most 1,048,576 can be graded"),
    ],
    ids=["syntax", "latin-1", "NUL", "parentheses", "2 MB"],
)
def test_what_could_not_be_graded_is_refused_with_force_too(
    course: Path, grade: Grade, tmp_path: Path, source: bytes, said: str
) -> None:
    (course / "assignments/optimizers/optimizers.py").write_bytes(source)
    ran = grade("submit", WORK, "--to", tmp_path, "--force")
    assert ran.code == 2 and said in ran.err and "grade" in ran.err.split(said)[1]
    assert not list(tmp_path.glob("*.zip"))


def test_code_is_looked_at_and_never_run(written: Path, grade: Grade, tmp_path: Path) -> None:
    path = written / "assignments/optimizers/optimizers.py"
    path.write_text(f"{path.read_text()}\nopen({str(tmp_path / 'canary')!r}, 'w')\n")
    handed_in(grade, tmp_path)
    assert not (tmp_path / "canary").exists()


def test_a_notebook_is_handed_in_where_the_module_is_a_stub(course: Path, grade: Grade, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "def adam_step"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%matplotlib inline\n", "import numpy as np"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%%timeit\nthis is no Python"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def broken("},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def adam_step(*args):\n    return 1"},
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (course / "assignments/optimizers/optimizers.ipynb").write_text(notebook)
    made = read_archive(handed_in(grade, tmp_path))
    assert made.manifest and made.manifest.work == "optimizers.ipynb" and made.data == notebook.encode()
    ada = graded(course, grade, tmp_path)["ada"]
    assert (ada["status"], reasons(ada)) == ("graded", {"raised", "structure"})


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": 3}', '{"cells": [3]}', "[" * 200_000])
def test_a_notebook_that_is_none_is_refused(course: Path, grade: Grade, tmp_path: Path, content: str) -> None:
    folder = submit(tmp_path, "work", WORK, content, name="optimizers.ipynb")
    ran = run_grade("submit", folder, "--to", tmp_path, cwd=course)
    assert ran.code == 2 and "is no notebook" in ran.err


def test_several_modules_are_not_guessed_among(course: Path, grade: Grade, tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        folder = submit(tmp_path, "work", WORK, answer(course, WORK), name=name)
    ran = grade("submit", folder)
    assert ran.code == 2 and "several *.py files" in ran.err and "a.py" in ran.err
    submit(tmp_path, "work", WORK, answer(course, WORK))
    assert grade("submit", folder, "--to", tmp_path).code == 0


@pytest.mark.parametrize("name", ["../../evil", "a/b", "Ada Lovelace", "..", "ünï", "C:\\ada", "[bold]", "-rf"])
def test_a_name_is_no_path(written: Path, grade: Grade, tmp_path: Path, name: str) -> None:
    made = handed_in(grade, tmp_path / "out", name)
    found = read_archive(made).manifest
    assert made.parent == tmp_path / "out" and found and found.student == name
    assert list(tmp_path.rglob("*.zip")) == [made]


@pytest.mark.parametrize("name", ["", "  ", "new\nline", "\x1b[2J", "x" * 300])
def test_a_name_that_cannot_be_written_is_refused(written: Path, grade: Grade, tmp_path: Path, name: str) -> None:
    ran = run_grade("submit", WORK, "--to", tmp_path, "--student", name, cwd=written, env={"LOGNAME": "new\nline"})
    assert ran.code == 2 and "--student NAME" in ran.err and "\x1b" not in ran.err


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc").exists(), reason="needs a place that nobody can write to")
def test_a_folder_that_cannot_be_written_is_told(written: Path, grade: Grade) -> None:
    ran = grade("submit", WORK, "--to", "/proc/nowhere")
    assert ran.code == 2 and "cannot be written" in ran.err and "--to DIR" in ran.err


def test_a_student_needs_no_heavy_package(written: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    for name in ("torch", "nbformat", "sqlalchemy", "libcst", "nbgrader", "matplotlib"):
        (blocked / name).mkdir(parents=True)
        (blocked / name / "__init__.py").write_text("raise ImportError")
    env = {"PYTHONPATH": str(blocked)}
    assert run_grade("submit", WORK, "--to", tmp_path, "--student", "ada", cwd=written, env=env).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs the script command of Unix")
def test_in_a_terminal_the_name_is_asked_for(written: Path, tmp_path: Path) -> None:
    import subprocess

    command = f"{sys.executable} -m autograder submit optimizers --to {tmp_path}"
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        cwd=written,
        input="Grace\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Your name, as your course knows you" in done.stdout
    assert len(list(tmp_path.glob("optimizers-Grace-*.zip"))) == 1


# What an instructor gets.


@pytest.mark.parametrize("where", ["ada/optimizers", "ada", "."])
def test_archives_are_graded_wherever_they_lie(written: Path, grade: Grade, tmp_path: Path, where: str) -> None:
    root = tmp_path / "class"
    made = handed_in(grade, root / where)
    before = sorted(root.rglob("*"))
    [result] = graded(written, grade, root).values()
    assert (result["student"], result["status"], result["points"]) == ("ada", "graded", ADAM)
    assert sorted(root.rglob("*")) == before  # nothing is extracted
    assert receipt(made.read_bytes()) in grade("show", "ada").out


def test_an_unchanged_archive_is_not_graded_again(written: Path, grade: Grade, tmp_path: Path) -> None:
    handed_in(grade, tmp_path / "class")
    graded(written, grade, tmp_path / "class")
    assert "1 unchanged" in grade("all", tmp_path / "class", "--assignment", WORK).err


def test_one_folder_holds_a_class_and_several_assignments(written: Path, grade: Grade, tmp_path: Path) -> None:
    root = tmp_path / "class"
    for student in ("ada", "bob"):
        handed_in(grade, root, student)
    grade("submit", "losses", "--to", root, "--student", "bob", "--force")
    submit(root, "carl", WORK, answer(written, WORK))
    assert {name: r["points"] for name, r in graded(written, grade, root).items()} == dict.fromkeys(
        ("ada", "bob", "carl"), ADAM
    )
    ran = grade("all", root, "--assignment", "losses", "--student", "bob")
    assert ran.code == 0 and "1 graded" in ran.err
    assert "has no student 'dora'" in grade("all", root, "--student", "dora").err


def test_the_newest_of_several_counts_by_its_own_clock(written: Path, grade: Grade, tmp_path: Path) -> None:
    right, wrong = answer(written, WORK).encode(), b"def adam_step(*args):\n    return 1\n"
    for student, sources in {"better": (wrong, right), "worse": (right, wrong)}.items():
        for hour, source in enumerate(sources):
            put(tmp_path / "class" / student / f"{9 - hour}.zip", source, time=f"2026-10-30T1{hour}:00:00Z")
    found = graded(written, grade, tmp_path / "class")
    assert {name: r["points"] for name, r in found.items()} == {"better": ADAM, "worse": 0.0}
    assert "there are 2 archives" in grade("show", "better").out


def test_lateness_is_the_collectors_to_say(written: Path, grade: Grade, tmp_path: Path) -> None:
    source = answer(written, WORK).encode()
    put(tmp_path / "class/ada/optimizers/x.zip", source, time="2026-11-09T12:00:00Z")
    assert graded(written, grade, tmp_path / "class")["ada"]["late_days"] is None
    (tmp_path / "class/ada/optimizers/timestamp.txt").write_text("2026-11-04T10:00:00Z")
    assert graded(written, grade, tmp_path / "class")["ada"]["late_days"] == 2


def test_a_stub_never_wins_over_an_archive_and_work_does(course: Path, grade: Grade, tmp_path: Path) -> None:
    stub, right = (course / "assignments/optimizers/optimizers.py").read_text(), answer(course, WORK)
    wrong = "def adam_step(*args):\n    return 1\n"
    for student, (loose, sealed_) in {"stub": (stub, right), "work": (right, wrong)}.items():
        folder = submit(tmp_path / "class", student, WORK, loose)
        put(folder / "x.zip", sealed_.encode())
    found = graded(course, grade, tmp_path / "class")
    assert {name: r["points"] for name, r in found.items()} == {"stub": ADAM, "work": ADAM}
    assert "there is an archive too" in grade("show", "work").out


def test_another_name_in_the_manifest_is_told_and_does_not_count(written: Path, grade: Grade, tmp_path: Path) -> None:
    put(tmp_path / "class/bob/x.zip", answer(written, WORK).encode(), student="ada\u202e[bold]")
    found = graded(written, grade, tmp_path / "class")
    assert [*found] == ["bob"] and found["bob"]["points"] == ADAM
    shown = grade("show", "bob").out
    assert "says that it is from" in shown and "\u202e" not in shown


def test_other_zip_files_are_none_of_ours(written: Path, grade: Grade, tmp_path: Path) -> None:
    root = tmp_path / "class"
    submit(root, "ada", WORK, answer(written, WORK))
    for name in ("all-submissions.zip", "ada/photos.zip", "._optimizers.zip"):
        (root / name).write_bytes(zipped({"a.txt": b"x", "b/c.txt": b"y"}))
    assert {name: r["points"] for name, r in graded(written, grade, root).items()} == {"ada": ADAM}


# Archives that are not what `grade submit` has made.


def manifest(source: bytes, **changes: Any) -> Manifest:
    import hashlib

    known = {
        "student": "ada",
        "assignment": WORK,
        "files": {"optimizers.py": hashlib.sha256(source).hexdigest()},
        "time": "2026-10-30T12:00:00Z",
    }
    return Manifest(**{**known, **changes})


def put(path: Path, source: bytes, **changes: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(manifest(source, **changes), source))
    return path


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED, **attributes: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            for key, value in attributes.items():
                setattr(info, key, value)
            file.writestr(info, content)
    return made.getvalue()


def encrypted(data: bytes) -> bytes:
    """The flag of encryption set on every member."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset] |= 1
            place = changed.find(signature, place + 4)
    return bytes(changed)


def twice(members: dict[str, bytes], name: str, content: bytes) -> bytes:
    made = io.BytesIO(zipped(members))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as file:
        file.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def attacks(source: bytes) -> dict[str, tuple[bytes, str]]:
    """Archives by what is wrong with them, and what is said of it."""
    text = manifest(source).text.encode()
    whole = {"optimizers.py": source, MANIFEST: text}
    sound, link = zipped(whole), (stat.S_IFLNK | 0o777) << 16
    bomb = b"#" * (64 << 20)
    claims = manifest(source, files={"optimizers.py": "0" * 64}).text.encode()
    other = manifest(source, files={"losses.py": manifest(source).files["optimizers.py"]}).text.encode()
    flipped = sound.replace(source, source[:-2] + b"#\n")
    large = bytearray(sound)
    large[sound.index(b"PK\1\2") + 24 : sound.index(b"PK\1\2") + 28] = struct.pack("<I", 0x7FFFFFFF)
    return {
        "altered": (flipped, "damaged"),
        "altered and sealed anew": (zipped({**whole, "optimizers.py": source + b"#\n"}), "the work is not what"),
        "another hash": (zipped({**whole, MANIFEST: claims}), "the work is not what"),
        "missing": (zipped({MANIFEST: text}), "files are not those"),
        "additional": (zipped({**whole, "helper.py": b"x = 1"}), "files are not those"),
        "a timestamp": (zipped({**whole, "timestamp.txt": b"2020-01-01"}), "files are not those"),
        "nested": (zipped({**whole, "inner.zip": sound}), "files are not those"),
        "upwards": (zipped({MANIFEST: text, "../optimizers.py": source}), "files are not those"),
        "absolute": (zipped({MANIFEST: text, "/etc/optimizers.py": source}), "files are not those"),
        "backslashes": (zipped({MANIFEST: text, "..\\optimizers.py": source}), "files are not those"),
        "another module": (zipped({"losses.py": source, MANIFEST: other}), "files are not those"),
        "twice": (twice(whole, "optimizers.py", source), "two files of one name"),
        "two manifests": (twice(whole, MANIFEST, text), "two files of one name"),
        "link": (zipped(whole, external_attr=link), "a link"),
        "folder": (zipped(whole, external_attr=stat.S_IFDIR << 16), "no regular file"),
        "encrypted": (encrypted(sound), "encrypted"),
        "bomb": (zipped({"optimizers.py": bomb, MANIFEST: text}, zipfile.ZIP_DEFLATED), "compressed"),
        "bzip2": (zipped(whole, zipfile.ZIP_BZIP2), "compressed"),
        "lzma": (zipped(whole, zipfile.ZIP_LZMA), "compressed"),
        "a lie about the size": (bytes(large), "compressed"),
        "too large": (zipped({"optimizers.py": b"#" * (2 << 20), MANIFEST: text}), "more than 1,048,576 bytes"),
        "many": (zipped({**whole, **{f"{n}.txt": b"" for n in range(50_000)}}), "more than the work"),
        "50 MB": (sound + bytes(50 << 20), "bytes; at most"),
        "cut off": (sound[: len(sound) // 2], "damaged"),
        "with a tail": (sound + b"tail", "damaged"),
        "no manifest": (zipped({"optimizers.py": source}), "no manifest"),
        "no zip": (b"PK\5\6" + bytes(18), "no manifest"),
        "nothing": (b"", "damaged"),
        "manifest of a megabyte": (zipped({**whole, MANIFEST: b" " * (1 << 20)}), "more than 16,384 bytes"),
        "manifest no JSON": (zipped({**whole, MANIFEST: b"\xff{"}), "none that `grade submit` writes"),
        "manifest nested": (zipped({**whole, MANIFEST: b"[" * 10_000}), "none that `grade submit` writes"),
        "manifest of more": (
            zipped({**whole, MANIFEST: text.replace(b"{", b'{"points": 9,', 1)}),
            "none that `grade submit` writes",
        ),
        "manifest of an escape": (
            zipped({**whole, MANIFEST: text.replace(b'"ada"', b'"\\u001b[2J"')}),
            "none that `grade submit` writes",
        ),
        "manifest of half a character": (
            zipped({**whole, MANIFEST: text.replace(b'"ada"', b'"\\ud800"')}),
            "none that `grade submit` writes",
        ),
    }


def test_every_archive_that_is_not_as_sealed_is_refused(written: Path, grade: Grade, tmp_path: Path) -> None:
    source, root = answer(written, WORK).encode(), tmp_path / "class"
    known = attacks(source)
    for name, (data, _) in known.items():
        (root / name / WORK).mkdir(parents=True)
        (root / name / WORK / "work.zip").write_bytes(data)
    put(root / "ada" / WORK / "work.zip", source)
    before = sorted(tmp_path.rglob("*"))
    found = graded(written, grade, root)
    assert found.pop("ada")["points"] == ADAM
    for name, (_, said) in known.items():
        result = found[name]
        assert (result["status"], result["points"], reasons(result)) == ("graded", 0.0, {"unreadable"}), name
        assert said in messages(result), (name, messages(result))
    assert {*tmp_path.rglob("*")} - {*before} <= {*written.rglob("*")}


def test_a_link_to_an_archive_is_not_followed(written: Path, grade: Grade, tmp_path: Path) -> None:
    target = put(tmp_path / "elsewhere/x.zip", answer(written, WORK).encode())
    (tmp_path / "class/file" / WORK).mkdir(parents=True)
    (tmp_path / "class/file" / WORK / "x.zip").symlink_to(target)
    (tmp_path / "class/pipe" / WORK).mkdir(parents=True)
    os.mkfifo(tmp_path / "class/pipe" / WORK / "x.zip")
    (tmp_path / "class/folder").mkdir()
    (tmp_path / "class/folder" / WORK).symlink_to(target.parent)
    found = graded(written, grade, tmp_path / "class")
    assert {name: r["points"] for name, r in found.items()} == {"file": 0.0, "pipe": 0.0, "folder": 0.0}


def test_work_on_another_assignment_is_told(written: Path, grade: Grade, tmp_path: Path) -> None:
    made = handed_in(grade, tmp_path / "out")
    shutil.copytree(made.parent, tmp_path / "class/ada/losses")
    ran = grade("all", tmp_path / "class", "--assignment", "losses", "--json", written / "r.json")
    [result] = read_results(written / "r.json")
    assert ran.code == 0 and result["points"] == 0.0 and "for another assignment" in messages(result)


@pytest.mark.parametrize("where", ["ada", "."])
def test_a_damaged_archive_is_known_by_its_name(written: Path, grade: Grade, tmp_path: Path, where: str) -> None:
    made = handed_in(grade, tmp_path / "class" / where)
    made.write_bytes(made.read_bytes()[:500])
    made.rename(made.with_name(f"12_assignsubmission_{made.name}"))
    [result] = graded(written, grade, tmp_path / "class").values()
    assert (result["student"], result["points"], reasons(result)) == ("ada", 0.0, {"unreadable"})


def test_a_sound_archive_counts_whatever_lies_beside_it(written: Path, grade: Grade, tmp_path: Path) -> None:
    source = answer(written, WORK).encode()
    put(tmp_path / "class/ada/first.zip", source)
    bad = put(tmp_path / "class/ada/second.zip", source, time="2026-10-31T12:00:00Z")
    bad.write_bytes(bad.read_bytes().replace(source, source[:-2] + b"#\n"))
    assert graded(written, grade, tmp_path / "class")["ada"]["points"] == ADAM
    assert "1 refused" in grade("show", "ada").out


def test_an_archive_that_may_not_be_read_is_no_fault_of_the_students(
    written: Path, grade: Grade, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    put(tmp_path / "class/ada/optimizers/x.zip", answer(written, WORK).encode()).chmod(0)
    assert graded(written, grade, tmp_path / "class", code=3)["ada"]["status"] == "could_not_judge"


SOUND = seal(manifest(b"x = 1\n"), b"x = 1\n")


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_bytes_trip_the_reader_or_change_the_work(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    found = opened(bytes(data))
    assert found.problem or found.data == b"x = 1\n"


def test_the_repositorys_stubs_can_be_told_from_work() -> None:
    from autograder.config import load_course

    course = load_course(REPOSITORY / "grader.yaml")
    assignment = load_assignment(course, WORK)
    work = find_work(REPOSITORY / "assignments" / WORK, assignment)
    assert work.stubs(assignment) == [exercise.name for exercise in assignment.exercises] and not work.lacks(assignment)
