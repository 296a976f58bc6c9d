"""The repository's own habits: what runs before a commit and in CI, and what an issue asks for."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.compare import table
from benchmarks.summary import RESULTS, SECTION, summary
from tests.conftest import REPOSITORY, Ran, read_yaml

ISSUES = REPOSITORY / ".github/ISSUE_TEMPLATE"
SCHEMAS = {
    "vendor.github-workflows": [*(REPOSITORY / ".github/workflows").iterdir()],
    "custom.github-workflows-require-timeout": [*(REPOSITORY / ".github/workflows").iterdir()],
    "vendor.github-issue-forms": [ISSUES / "bug.yml", ISSUES / "exercise.yml"],
    "vendor.github-issue-config": [ISSUES / "config.yml"],
}


def run(folder: Path, *command: str | Path) -> Ran:
    """Run a command in a repository of its own, without this user's settings of git and pre-commit."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(folder / "hooks")}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_github_reads_has_the_form_that_it_wants(schema: str, tmp_path: Path) -> None:
    ran = run(tmp_path, sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *SCHEMAS[schema])
    assert ran.code == 0, ran.out


def test_ci_calls_what_everybody_can_call() -> None:
    workflow = read_yaml(REPOSITORY / ".github/workflows/ci.yml")
    assert [step["run"] for step in workflow["jobs"]["run"]["steps"] if "run" in step] == [".ci/run"]
    assert os.access(REPOSITORY / ".ci/run", os.X_OK) and workflow["permissions"] == {"contents": "read"}


def test_every_night_fuzzes_with_a_seed_of_its_own() -> None:
    workflow = read_yaml(REPOSITORY / ".github/workflows/fuzz.yml")
    (command,) = (step["run"] for step in workflow["jobs"]["fuzz"]["steps"] if "run" in step)
    assert workflow["on"]["schedule"] and command.startswith("make fuzz draws SEED=")


def test_pages_show_the_figures_that_were_measured() -> None:
    document = json.loads(RESULTS.read_text())
    assert RESULTS.with_suffix(".md").read_text() == table(document), "`python -m benchmarks.compare` writes it."
    [shown] = SECTION.findall((REPOSITORY / "README.md").read_text())
    assert shown == summary(document), "`python -m benchmarks.summary` writes it."


def test_a_way_through_the_walls_is_not_reported_in_public() -> None:
    text = (ISSUES / "bug.yml").read_text()
    assert "Report a vulnerability" in text and "Report a vulnerability" in (REPOSITORY / "SECURITY.md").read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with this one's hooks and settings, and the environment under test in the place of its own."""
    for name in (".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    assert run(tmp_path, "git", "init", "-q").code == 0
    return tmp_path


def hook(clone: Path, name: str, text: str) -> Ran:
    """Run one hook as a commit of a module with this text would."""
    (clone / "module.py").write_text(text)
    assert run(clone, "git", "add", "module.py").code == 0
    return run(clone, sys.executable, "-m", "pre_commit", "run", name)


@pytest.mark.parametrize("name", ["ruff", "ruff-format"])
def test_a_commit_is_held_to_the_projects_own_rules(clone: Path, name: str) -> None:
    careless = '"""A module."""\n\nimport os, sys\nx = [ 1 ]\n'
    refused = hook(clone, name, careless)
    assert refused.code == 1 and "Failed" in refused.out
    assert hook(clone, name, '"""A module."""\n\nx = [1]\n').code == 0


def test_every_hook_runs_a_tool_of_the_projects_environment() -> None:
    [local] = read_yaml(REPOSITORY / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local" and {each["language"] for each in local["hooks"]} == {"system"}
    for each in local["hooks"]:
        words = each["entry"].split()
        assert words[:2] == [".venv/bin/python", "-m"]
        assert run(REPOSITORY, sys.executable, "-m", words[2], "--help").code == 0
