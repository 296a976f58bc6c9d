"""Imports run one way, and what a student runs imports little."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "autograder"
STAGES = ["collect", "plan", "expect", "sandbox", "judge", "gradebook", "report", "export", "engine"]
BASE = ["errors", "records", "exercise", "library", "config", "policy", "worker", "archive", "inbox"]

# What each room may import of ours, besides itself.  A stage knows no other stage.
ALLOWED = {
    "worker": [],
    "errors": [],
    "records": ["errors", "worker"],
    "exercise": ["errors", "records", "worker"],
    "config": ["errors", "records"],
    "library": ["errors", "records", "exercise", "config"],
    "policy": ["records", "config"],
    "notebooks": ["worker"],
    "archive": ["notebooks", "worker"],
    "inbox": ["archive"],
    "handin": [*BASE, "notebooks"],
    "guide": BASE,
    "scaffold": BASE,
    "roster": ["errors"],
    **dict.fromkeys(STAGES, BASE),
    "collect": [*BASE, "archive", "inbox", "notebooks"],
    "pipeline": [*BASE, *STAGES],
    "handout": BASE,
    "build_notebook": [*BASE, "handout"],
    "build": [*BASE, "build_notebook", "handout"],
    "soundness": BASE,
    "calibrate": [*BASE, *STAGES],
    "verify": [*BASE, *STAGES, "calibrate", "soundness"],
    "mutants": BASE,
    "adequacy": [*BASE, *STAGES, "mutants", "verify"],
    "kit": BASE,
    "release": [*BASE, "kit", "plan", "expect"],
    "practice": [*BASE, *STAGES, "kit", "pipeline"],
    "watch": [*BASE, "collect", "practice"],
    "workbench": [*BASE, *STAGES, "adequacy", "calibrate", "verify"],
    "figure": [],
    "autograde": ["errors"],
    "notebook": [*BASE, *STAGES, "autograde", "figure", "practice"],
    "pytest_plugin": [*BASE, "practice", "report"],
    "__main__": ["cli"],
    "__init__": [],
}
ALLOWED["cli"] = [*ALLOWED]


def room(path: Path) -> str:
    """The module or package directly below autograder/ that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms of ours that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("autograder.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = room(path)
    assert own in ALLOWED, f"{own} has no place in the layers"
    assert imported(path) - {own, "__version__"} <= set(ALLOWED[own])


HEAVY = ["torch", "nbgrader", "sqlalchemy", "matplotlib", "libcst"]


@pytest.mark.parametrize("args", [["--help"], ["check", "--help"], ["check", "optimizers"]], ids=" ".join)
def test_a_students_commands_import_nothing_heavy(args: list[str]) -> None:
    """After the first run, that is: expected values are in the cache then."""
    script = (
        "import sys\nfrom autograder.cli import main\n"
        f"sys.argv = ['grade', *{args}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('heavy:', [name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-c", script]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_loading_the_declarations_imports_no_torch() -> None:
    script = (
        "import sys; from pathlib import Path; from autograder.config import find_course\n"
        "from autograder.library import load_library\n"
        "load_library(find_course(Path('.')))\nprint('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_files_stay_small() -> None:
    long = {path.name: n for path in PACKAGE.rglob("*.py") if (n := len(path.read_text().splitlines())) > 300}
    assert not long
