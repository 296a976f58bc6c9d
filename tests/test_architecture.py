"""Imports run one way, and what a student runs imports little."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "autograder"
# From the ground up: what each room imports of ours, besides itself.  It is exactly this: a new arrow is a decision.
# Every room that has dataclasses imports `system`, whose decorator makes methods late; the worker has none of ours.
ARROWS = {
    "errors": "",
    "installation": "",
    "system": "",
    "words": "",
    "worker": "",
    "records": "system worker",
    "compare": "records worker words",
    "exercise": "compare errors records system worker words",
    "course": "errors exercise records system worker",
    "judge": "compare exercise records system worker",
    "sandbox": "errors records system worker",
    "submissions": "course errors records system worker words",
    "engine": "errors system",
    "gradebook": "course errors installation records system words",
    "grading": "course engine errors exercise gradebook installation judge records sandbox submissions system worker "
    "words",
    "hosted": "course errors grading records sandbox submissions system",
    "analysis": "course records system worker",
    "report": "analysis course errors gradebook records submissions system words",
    "export": "course errors records report submissions system words",
    "similar": "records system",
    "pages": "analysis errors records report similar system",
    "nbgrader": "course errors gradebook",
    "publishing": "course errors exercise grading installation records system worker words",
    "appeals": "course errors exercise grading judge publishing records submissions system worker",
    "authoring": "compare course errors exercise grading judge records sandbox system worker",
    "student": "course errors exercise gradebook grading installation judge nbgrader records report sandbox "
    "submissions system worker words",
    "notebook": "student",
    "practice": "student",
    "cli": "analysis appeals authoring course engine errors exercise export gradebook grading installation nbgrader pages publishing records "
    "report sandbox similar student submissions system words",
    "__init__": "",
    "__main__": "cli",
}


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
    return found - {room(path), "__version__"}


@pytest.mark.parametrize("name", sorted({room(path) for path in PACKAGE.rglob("*.py")}))
def test_a_room_imports_exactly_what_is_stated(name: str) -> None:
    files = [path for path in PACKAGE.rglob("*.py") if room(path) == name]
    assert set().union(*map(imported, files)) == set(ARROWS[name].split())


def test_imports_run_downwards() -> None:
    rooms = list(ARROWS)
    assert not [
        (name, below) for name in rooms for below in ARROWS[name].split() if rooms.index(below) > rooms.index(name)
    ]


def test_dataclasses_are_made_late_outside_the_worker() -> None:
    """Starting a command makes hundreds of methods otherwise (`autograder.system.lazy_dataclass`)."""
    own = [PACKAGE / "worker", PACKAGE / "system"]
    files = [path for path in PACKAGE.rglob("*.py") if not any(folder in path.parents for folder in own)]
    standard = re.compile(r"^\s*(from dataclasses import .*\bdataclass\b|import dataclasses\b)", re.M)
    assert not [path for path in files if standard.search(path.read_text())]


def test_few_modules_lie_loose() -> None:
    loose = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert loose == {"errors", "installation", "notebook", "practice", "words"}


def test_every_room_says_what_it_is() -> None:
    for path in PACKAGE.glob("*/__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text())), path


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


def test_a_gradebook_is_read_without_what_upgrades_it_or_reads_yaml() -> None:
    unneeded = {"alembic", "numpy", "pydantic", "ruamel", "sqlalchemy.orm"}
    script = f"import sys, autograder.gradebook.store; print({unneeded} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_class_is_read_and_compared_without_what_an_unchanged_one_does_not_need() -> None:
    unneeded = {"alembic", "autograder.worker.counting", "cryptography", "pydantic", "rich", "ruamel", "torch"}
    script = (
        f"import sys, autograder.grading.class_run, autograder.grading.expect; print({unneeded} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_loading_the_declarations_imports_no_torch() -> None:
    script = (
        "import sys; from pathlib import Path; from autograder.course.config import find_course\n"
        "from autograder.course.library import load_library\n"
        "load_library(find_course(Path('.')))\nprint('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_files_stay_small() -> None:
    long = {path.name: n for path in PACKAGE.rglob("*.py") if (n := len(path.read_text().splitlines())) > 300}
    assert not long


def test_no_test_file_borrows_from_another() -> None:
    """What several need is in tests/helpers/."""
    tests = Path(__file__).parent
    named = {
        path.relative_to(tests): re.findall(r"^from tests\.(test_\w+)", path.read_text(), re.M)
        for path in tests.rglob("*.py")
    }
    assert not {str(path): names for path, names in named.items() if names}
