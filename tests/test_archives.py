"""What `grade all` makes of the archives that it finds: sealed ones, altered ones, bombs."""

import hashlib
import io
import os
import shutil
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submissions.archive import open_archive, receipt, seal
from autograder.submissions.manifest import Manifest
from autograder.submissions.zip_members import MANIFEST
from tests.conftest import ADAM, answer, read_results, submit
from tests.helpers.archives import WORK, Grade, graded, handed_in, messages, not_graded, reasons


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
    assert "has no folder for student 'dora'" in grade("all", root, "--student", "dora").err


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
    assert "there is also an archive" in grade("show", "work").out


def test_another_name_in_the_manifest_is_told_and_does_not_count(written: Path, grade: Grade, tmp_path: Path) -> None:
    put(tmp_path / "class/bob/x.zip", answer(written, WORK).encode(), student="ada\u202e[bold]")
    found = graded(written, grade, tmp_path / "class")
    assert [*found] == ["bob"] and found["bob"]["points"] == ADAM
    shown = grade("show", "bob").out
    assert "gives its student as" in shown and "\u202e" not in shown


def test_other_zip_files_are_listed_and_graded_nowhere(written: Path, grade: Grade, tmp_path: Path) -> None:
    root = tmp_path / "class"
    submit(root, "ada", WORK, answer(written, WORK))
    for name in ("all-submissions.zip", "ada/photos.zip", "._optimizers.zip"):
        (root / name).write_bytes(zipped({"a.txt": b"x", "b/c.txt": b"y"}))
    assert {name: r["points"] for name, r in graded(written, grade, root, code=3).items()} == {"ada": ADAM}
    assert not_graded(written / "r.json") == {"all-submissions.zip", "ada/photos.zip"}


def test_of_one_second_the_later_archive_counts(written: Path, grade: Grade, tmp_path: Path) -> None:
    right, wrong = answer(written, WORK).encode(), b"def adam_step(*args):\n    return 1\n"
    for copy in ("", "-2", "-9", "-10"):
        name = f"optimizers-ada-20261030T120000Z{copy}.zip"
        put(tmp_path / "class" / name, right if copy == "-10" else wrong)
    assert graded(written, grade, tmp_path / "class")["ada"]["points"] == ADAM


def test_archives_of_several_people_under_one_name_are_not_guessed_among(
    written: Path, grade: Grade, tmp_path: Path
) -> None:
    root, right = tmp_path / "class", answer(written, WORK).encode()
    name = "optimizers-{}-20261030T1{}0000Z.zip"
    for hour in (1, 2):
        put(root / name.format("root", hour), right, student="root")
        put(root / f"Person {hour}_4{hour}_assignsubmission_file_{name.format('lab', hour)}", right, student="lab")
        put(root / f"Ada_4{hour}_assignsubmission_file_{name.format('ada', hour)}", right)
    put(root / "bob" / name.format("root", 3), right, student="root")
    found = graded(written, grade, root, code=3)
    assert {student: result["points"] for student, result in found.items()} == {"ada": ADAM, "bob": ADAM}
    assert len(not_graded(written / "r.json")) == 4
    assert "several people may have sent archives as 'lab'" in (written / "r.json").read_text()


def test_an_archive_for_no_assignment_is_listed(written: Path, grade: Grade, tmp_path: Path) -> None:
    root, source = tmp_path / "class", answer(written, WORK).encode()
    put(root / "ada/x.zip", source)
    other = hashlib.sha256(source).hexdigest()
    put(root / "bob/x.zip", source, assignment="knitting", files={"knitting.py": other})
    (root / "carl.zip").write_bytes(b"nonsense")
    assert [*graded(written, grade, root, code=3)] == ["ada", "bob"]
    assert not_graded(written / "r.json") == {"bob/x.zip", "carl.zip"}


# Zip files that a student made, in the place of a module.


def test_a_plain_zip_is_opened_within_bounds(written: Path, grade: Grade, tmp_path: Path) -> None:
    source, deflated = answer(written, WORK).encode(), zipfile.ZIP_DEFLATED
    link = (stat.S_IFLNK | 0o777) << 16
    good = {
        "flat": zipped({"optimizers.py": source}, deflated),
        "deep": zipped({"a/b/../c/final.py": source, "a/photo.png": b"x", "__MACOSX/a/._final.py": b"x"}, deflated),
        "comment": zipped({"optimizers.py": source})[:-2] + b"\5\0hello",
        "absolute": zipped({"/etc/optimizers.py": source}),
        "windows": zipped({"C:\\work\\optimizers.py": source}),
    }
    bad = {
        "bomb": (zipped({"optimizers.py": b"#" * (64 << 20)}, deflated), "more than 1,048,576 bytes"),
        "lzma": (zipped({"optimizers.py": source}, zipfile.ZIP_LZMA), "a way that is not read"),
        "encrypted": (encrypted(zipped({"optimizers.py": source})), "encrypted"),
        "link": (zipped({"optimizers.py": b"/etc/passwd"}, external_attr=link), "a link"),
        "many": (zipped({f"{n}.py": b"" for n in range(50)}), "at most 20 are read"),
        "long list": (zipped({f"{n}.txt": b"" for n in range(50_000)}), "too many files"),
        "empty": (zipped({}), "neither a module nor a notebook"),
        "nul": (
            zipped({"optimizers.pyX.txt": source}).replace(b".pyX.txt", b".py\0.pdf"),
            "neither a module nor a notebook",
        ),
    }
    for student, data in {**good, **{name: data for name, (data, _) in bad.items()}}.items():
        (tmp_path / "class" / student / WORK).mkdir(parents=True)
        (tmp_path / "class" / student / WORK / "work.zip").write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    found = graded(written, grade, tmp_path / "class")
    for student in good:
        assert found[student]["points"] == ADAM, (student, messages(found[student]))
    for student, (_, said) in bad.items():
        assert (found[student]["points"], reasons(found[student])) == (0.0, {"unreadable"}), student
        assert said in messages(found[student]), messages(found[student])
    assert {*tmp_path.rglob("*")} - {*before} <= {*written.rglob("*")}


# Archives that are not what `grade submit` has made.


def manifest(source: bytes, **changes: Any) -> Manifest:
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


def renamed_inside(data: bytes) -> bytes:
    """The first member's own header has another name than the list of members."""
    return data.replace(b"optimizers.py", b"optimizerz.py", 1)


def with_zip64_end(data: bytes) -> bytes:
    """A second end in the format for large files, which may say something else."""
    end = data.rindex(b"PK\5\6")
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 0, 0, 0, 0)
    return data[:end] + large + struct.pack("<4sLQL", b"PK\6\7", 0, end, 1) + data[end:]


def overlapping(data: bytes) -> bytes:
    """The second member begins where the first does."""
    second = data.rindex(b"PK\1\2")
    return data[: second + 42] + bytes(4) + data[second + 46 :]


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
        "altered and sealed anew": (zipped({**whole, "optimizers.py": source + b"#\n"}), "the work does not match"),
        "another hash": (zipped({**whole, MANIFEST: claims}), "the work does not match"),
        "missing": (zipped({MANIFEST: text}), "files do not match"),
        "additional": (zipped({**whole, "helper.py": b"x = 1"}), "files do not match"),
        "a timestamp": (zipped({**whole, "timestamp.txt": b"2020-01-01"}), "files do not match"),
        "nested": (zipped({**whole, "inner.zip": sound}), "files do not match"),
        "upwards": (zipped({MANIFEST: text, "../optimizers.py": source}), "files do not match"),
        "absolute": (zipped({MANIFEST: text, "/etc/optimizers.py": source}), "files do not match"),
        "backslashes": (zipped({MANIFEST: text, "..\\optimizers.py": source}), "files do not match"),
        "another module": (zipped({"losses.py": source, MANIFEST: other}), "files do not match"),
        "twice": (twice(whole, "optimizers.py", source), "two files with the same name"),
        "two manifests": (twice(whole, MANIFEST, text), "two files with the same name"),
        "link": (zipped(whole, external_attr=link), "a link"),
        "folder": (zipped(whole, external_attr=stat.S_IFDIR << 16), "not a regular file"),
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
        "no work": (zipped({"optimizers.pdf": source}), "neither a module nor a notebook"),
        "no zip": (b"PK\5\6" + bytes(18), "neither a module nor a notebook"),
        "nothing": (b"", "damaged"),
        "another name in the local header": (renamed_inside(sound), "damaged"),
        "NUL in a name": (
            zipped({**whole, "optimizers.py+x": b""}).replace(b".py+x", b".py\0x"),
            "files do not match",
        ),
        "zip64": (with_zip64_end(sound), "more than the work"),
        "another archive before it": (zipped({"optimizers.py": b"x = 1"}) + sound, "stands before its beginning"),
        "overlapping members": (overlapping(sound), "damaged"),
        "manifest of a megabyte": (zipped({**whole, MANIFEST: b" " * (1 << 20)}), "more than 16,384 bytes"),
        "manifest no JSON": (zipped({**whole, MANIFEST: b"\xff{"}), "not written by `grade submit`"),
        "manifest nested": (zipped({**whole, MANIFEST: b"[" * 10_000}), "not written by `grade submit`"),
        "manifest of more": (
            zipped({**whole, MANIFEST: text.replace(b"{", b'{"points": 9,', 1)}),
            "not written by `grade submit`",
        ),
        "manifest of an escape": (
            zipped({**whole, MANIFEST: text.replace(b'"ada"', b'"\\u001b[2J"')}),
            "not written by `grade submit`",
        ),
        "manifest of half a character": (
            zipped({**whole, MANIFEST: text.replace(b'"ada"', b'"\\ud800"')}),
            "not written by `grade submit`",
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
    found = open_archive(bytes(data))
    assert found.problem or found.data == b"x = 1\n"
