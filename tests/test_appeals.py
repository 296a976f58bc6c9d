"""A verdict is packed with all it rests on, and judged again elsewhere; what was changed is noticed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.appeals.container import Container, Tampered, opened, packed
from autograder.appeals.outcome_data import outcome_data, outcome_of
from autograder.appeals.replay import replayed
from autograder.errors import AutograderError
from autograder.exercise.vocabulary import Vocabulary
from autograder.records import Crash, Operand, Outcome
from autograder.worker import wire
from tests.conftest import SECRET, Ran, answer, copy_course, run_grade, submit

ONE = ("--assignment", "backprop")
KEY = SECRET.encode()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which one student is right, one fails by a named mistake, and one returns what is far too large."""
    course = copy_course(tmp_path_factory.mktemp("appeals") / "course")
    right = answer(course, "backprop")
    huge = "import numpy as np\ndef mlp_forward(*args):\n    return np.zeros((600, 600)), 1\n"
    wrong = {"bob": right.replace("grads[::-1]", "grads"), "pat": right.replace("z = x @ w + b", "z = x @ w")}
    for student, source in {"ada": right, "eve": huge, **wrong}.items():
        submit(course / "submissions", student, "backprop", source)
    assert run_grade("all", *ONE, cwd=course).code == 0
    for student in ("ada", "bob", "eve", "pat"):
        ran = run_grade("evidence", student, "backprop", "--out", f"{student}.evidence", cwd=course)
        assert ran.code == 0 and "gets the recorded verdicts" in ran.err, ran.err
    return course


def replay(file: Path, cwd: Path, *args: str, secret: str = SECRET) -> Ran:
    return run_grade("replay", file, *args, cwd=cwd, env={"AUTOGRADER_SECRET": secret})


@pytest.mark.parametrize("student", ["ada", "bob", "eve", "pat"])
def test_a_verdict_stands_in_its_course_and_anywhere(graded: Path, tmp_path: Path, student: str) -> None:
    file = graded / f"{student}.evidence"
    assert file.stat().st_mode & 0o777 == 0o600
    here = replay(file, graded)
    assert here.code == 0 and "verdicts stand" in here.out and "signature is this course's" in here.out
    there = json.loads(replay(file, tmp_path, "--json", "-").out)
    assert (there["stands"], there["signed"], there["student"], there["differing"]) == (
        True,
        "not checked",
        student,
        [],
    )
    assert there["checks"] > 5 and ("carried forward" in here.out) == (student == "pat")


def test_the_evidence_of_a_failure_has_its_mistakes_and_no_pickle(graded: Path) -> None:
    container = opened((graded / "bob.evidence").read_bytes(), KEY)
    recorded = {v["check"]: v for v in container.manifest["recorded"]}
    assert any(v["status"] == "failed" for v in recorded.values())
    assert container.members["source"].decode() == (graded / "submissions/bob/backprop/backprop.py").read_text()
    assert b"pickle" not in b"".join(container.members.values())


def rewritten(data: bytes, secret: bytes, **changed: bytes) -> bytes:
    container = opened(data, None)
    return packed(container.manifest, {**container.members, **changed}, secret)


def test_what_was_changed_is_noticed(graded: Path, tmp_path: Path) -> None:
    data = (graded / "bob.evidence").read_bytes()
    paper = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(paper, "w") as new:
        for member in old.infolist():
            text = old.read(member)
            new.writestr(member, text.replace(b'"failed"', b'"passed"') if member.filename == "manifest.json" else text)
    (tmp_path / "changed").write_bytes(paper.getvalue())
    for place in (graded, tmp_path):
        ran = replay(tmp_path / "changed", place)
        assert ran.code == 1 and "changed after it was made" in ran.err

    container = opened(data, None)
    claimed = [{**v, "status": "passed", "points": v["max_points"]} for v in container.manifest["recorded"]]
    (tmp_path / "claimed").write_bytes(packed({**container.manifest, "recorded": claimed}, container.members, b"guess"))
    ran = replay(tmp_path / "claimed", tmp_path)
    assert ran.code == 1 and "verdicts differ" in ran.out and "not checked" in ran.out
    (tmp_path / "other").write_bytes(rewritten(data, b"guess"))
    assert replay(tmp_path / "other", tmp_path).code == 0  # whole, and the verdict follows: who made it is not known
    ran = replay(tmp_path / "other", graded)
    assert ran.code == 1 and "NOT this course's" in ran.out


def test_work_that_has_changed_since_is_said(graded: Path, tmp_path: Path) -> None:
    submit(tmp_path / "later", "bob", "backprop", answer(graded, "backprop"))
    ran = run_grade("evidence", "bob", "backprop", "later", "--course", graded, "--out", "f", cwd=tmp_path)
    assert ran.code == 1 and "does not get the recorded verdicts" in ran.err
    assert "verdicts differ" in replay(tmp_path / "f", tmp_path).out
    ran = run_grade("evidence", "zoe", "backprop", cwd=graded)
    assert ran.code == 2 and "no verdicts on 'zoe' backprop" in ran.err


def test_a_hostile_file_is_refused(graded: Path, tmp_path: Path) -> None:
    data = (graded / "ada.evidence").read_bytes()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b" " * (200 << 20))
    cases = {"empty": b"", "no zip": b"PK" * 100, "cut": data[: len(data) // 2], "bomb": bomb.getvalue()}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        ran = replay(tmp_path / name, tmp_path)
        assert ran.code == 2 and "not a file of evidence" in ran.err, name
    odd = rewritten(data, KEY, **{"0/0": wire.encode({"calls": 5})})
    with pytest.raises(AutograderError, match="cannot be judged here"):
        replayed(opened(odd, KEY), Vocabulary())


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_change_of_a_byte_is_noticed_or_changes_nothing(graded: Path, data: st.DataObject) -> None:
    original = (graded / "ada.evidence").read_bytes()
    place = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[place] ^= data.draw(st.integers(1, 255))
    whole = opened(original, KEY)
    try:
        found = opened(bytes(changed), KEY)
    except (Tampered, AutograderError):
        return
    assert isinstance(found, Container)
    assert found.signed != "by this course" or (found.manifest, dict(found.members)) == (
        whole.manifest,
        dict(whole.members),
    )


def test_an_outcome_is_the_same_again_also_without_its_bytes() -> None:
    hollow = np.broadcast_to(np.zeros(()), (10**6, 10**6))
    crash = Crash("no", "a @ b", (Operand("a", "float64", (2, 3)), Operand("b", "int", None)), "f", "c")
    told: dict[str, Any] = {"work": 3, "printed": "hi", "crash": crash, "warned": ("divide by zero",)}
    outcome = Outcome(None, (1.5, hollow, {"a": np.arange(3)}), {"x": np.ones(2)}, **told)
    again = outcome_of(wire.loads(wire.encode(outcome_data(outcome))))
    assert again.returned[1].shape == (10**6, 10**6) and again.returned[0] == 1.5 and again.work == 3
    assert np.array_equal(again.returned[2]["a"], np.arange(3)) and again.printed == "hi"
    assert (again.crash, again.warned) == (crash, ("divide by zero",))
    for bad in (5, {"reason": "mood"}, {"reason": None, "what": 5}, {"reason": None, "inputs": [1]}):
        with pytest.raises(wire.WireError):
            outcome_of(bad)
