"""What a verdict depends on calls for a new one when it changes, and nothing else does."""

import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.fingerprint import of_declarations, of_judging
from tests.conftest import Ran, answer, read_yaml, submit, write_yaml

Grade = Callable[..., Ran]
ALL = ("all", "--assignment", "optimizers")


@pytest.fixture
def graded(course: Path, grade: Grade) -> Path:
    """A course with one submission, graded."""
    submit(course / "submissions", "ada", "optimizers", answer(course, "optimizers"))
    assert grade(*ALL).code == 0
    assert "1 unchanged" in grade(*ALL).err
    return course


@pytest.mark.parametrize("change", [{"limits": {"memory": "700 MiB"}}, {"allow": ["click"]}])
def test_limits_and_allowed_packages_call_for_a_new_judgement(graded: Path, grade: Grade, change: dict) -> None:  # type: ignore[type-arg]  # YAML
    data = read_yaml(graded / "grader.yaml")
    data.update(change)
    write_yaml(graded / "grader.yaml", data)
    assert "0 unchanged" in grade(*ALL).err
    assert "1 unchanged" in grade(*ALL).err


def test_another_version_of_an_allowed_package_calls_for_a_new_judgement(
    graded: Path, grade: Grade, tmp_path: Path
) -> None:
    data = read_yaml(graded / "grader.yaml")
    data["allow"] = ["newpackage"]
    write_yaml(graded / "grader.yaml", data)
    path = tmp_path / "installed"
    for version, unchanged in (("1.0", 0), ("1.0", 1), ("1.1", 0)):
        _install(path, version)
        assert f"{unchanged} unchanged" in grade(*ALL, "--isolation", "process", env={"PYTHONPATH": str(path)}).err


def _install(path: Path, version: str) -> None:
    """A package called newpackage, as pip would leave it."""
    info = path / "newpackage-1.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: newpackage\nVersion: {version}\n")
    (info / "RECORD").write_text("newpackage.py,,\n")
    (path / "newpackage.py").write_text(f"version = {version!r}\n")


def test_another_isolation_calls_for_a_new_judgement(graded: Path, grade: Grade) -> None:
    assert "0 unchanged" in grade(*ALL, "--isolation", "process").err
    assert "1 unchanged" in grade(*ALL, "--isolation", "process").err


@pytest.mark.parametrize(("name", "other"), [("f.py", True), ("digits.npz", True), ("handout.md", False)])
def test_what_cases_are_read_from_calls_for_new_ones(tmp_path: Path, name: str, other: bool) -> None:
    file = tmp_path / "solutions/a" / name
    file.parent.mkdir(parents=True)
    file.write_text("one")
    before = of_declarations(tmp_path / "solutions", "a")
    file.write_text("two")
    assert (of_declarations(tmp_path / "solutions", "a") != before) is other


def test_another_interpreter_calls_for_a_new_judgement(monkeypatch: pytest.MonkeyPatch) -> None:
    before = of_judging(["numpy"])
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert of_judging(["numpy"]) != before


def test_other_assignments_are_no_reason(graded: Path, grade: Grade) -> None:
    source = graded / "solutions/losses/cross_entropy.py"
    source.write_text(source.read_text() + "\n# touched\n")
    assert "1 unchanged" in grade(*ALL).err


def test_with_and_without_an_assignment_nothing_is_graded_again(graded: Path, grade: Grade) -> None:
    assert "1 unchanged" in grade("all").err
    for command in (ALL, ("all",), ALL):
        assert "0 graded" in (ran := grade(*command).err) and " 0 unchanged" not in ran
