"""What the tests share: the real command, run as a user runs it, in a course of its own.

A large library (PyTorch, SciPy, nbgrader) is imported in the tests that need it: each process imports all test files.
"""

import errno
import functools
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from autograder.system.cores import cores
from autograder.worker import linux, seccomp, syscalls
from tests.helpers import warm
from tests.helpers.postgres import new_database, postgres_server
from tests.helpers.processes import starter
from tests.helpers.shared import made_once, shared_folder

if TYPE_CHECKING:
    from autograder.course.assignment import SolvedAssignment

EXERCISES = {
    "perceptron": ["perceptron_update", "perceptron_train"],
    "activations": ["sigmoid_derivative"],
    "losses": ["cross_entropy", "softmax_cross_entropy"],
    "backprop": ["mlp_forward", "mlp_backward"],
    "optimizers": ["adam_step"],
    "convnets": ["conv2d_forward"],
}
REPOSITORY = Path(__file__).parents[1]
CACHE = REPOSITORY / ".grade-cache"
SCHEMA = json.loads((REPOSITORY / "autograder/report/results.schema.json").read_text())
SECRET = "a secret of the tests"
SLOWEST = ["test_killed_grader.py", "test_class.py", "test_bounds.py", "test_conformance.py", "test_installation.py"]
"""The files whose single tests, or what their tests share, take longest."""

ADAM: float
"""What the one exercise of `optimizers` is worth; read when it is first asked for."""

if not TYPE_CHECKING:  # a type checker would take every name for one of this module

    def __getattr__(name: str) -> float:
        if name == "ADAM":
            return _points_of_adam()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def pytest_configure() -> None:
    """Make the folder that the processes of this run share, before there are others; close a cache of 0.1.

    Ctrl-C is tried in terminals of the tests' own, and would be ignored there where the tests run in the background.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    hypothesis.settings.register_profile("tests", deadline=None)  # a timing is no verdict
    hypothesis.settings.load_profile("tests")
    shared_folder()
    own_settings()
    if CACHE.is_dir():
        CACHE.chmod(0o700)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait, for a hang to be ended or for a killed process."""
    return cores() + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, so that no process is left alone with them at the end."""
    items.sort(key=lambda item: SLOWEST.index(item.path.name) if item.path.name in SLOWEST else len(SLOWEST))


@pytest.fixture(autouse=True)
def leave_the_environment() -> Iterator[None]:
    """Fail a test that changes the environment for those after it: no `grade` of theirs could be forked any more."""
    before = warm.settled(os.environ)
    yield
    assert warm.settled(os.environ) == before


def own_settings() -> None:
    """Keep the settings of the tests' user, trusted courses among them, apart from those of who runs the tests."""
    os.environ["XDG_CONFIG_HOME"] = str(shared_folder() / "settings")
    os.environ["XDG_CACHE_HOME"] = str(shared_folder() / "cache")


@dataclass(frozen=True)
class Ran:
    """One finished run of `grade`."""

    code: int
    out: str
    err: str


def with_one_job(*words: str) -> list[str]:
    """The words of a command, with one job where they name no number: tests run side by side already."""
    if words[:1] in (("all",), ("verify",)) and not {"--jobs", "--scheduler"} & {*words}:
        return [words[0], "--jobs", "1", *words[1:]]
    return [*words]


def run_grade(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """Run `grade` in ``cwd``; no run may ever show a traceback.

    Its process is forked from one that has imported everything. With ``options`` of `subprocess.run`, and where the
    folder or the environment decides how Python starts, it is a new one.
    """
    words, environment = with_one_job(*map(str, args)), {**os.environ, "AUTOGRADER_SECRET": SECRET, **(env or {})}
    if options or not warm.can_be_forked(cwd, environment):
        command = [sys.executable, "-m", "autograder", *words]
        settings = {"capture_output": True, "text": True, "timeout": 300, **options}
        done = subprocess.run(command, cwd=cwd, env=environment, **settings)
    else:
        done = warm.forked(words, cwd, environment)
    assert "Traceback (most recent call last)" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def grade(course: Path) -> Callable[..., Ran]:
    """`grade`, run in the test's own course."""
    return lambda *args, **options: run_grade(*args, **{"cwd": course, **options})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course out of the repository's, which shares its cache of expected values."""
    return copy_course(tmp_path / "course")


server = pytest.fixture(scope="session")(postgres_server)
start = pytest.fixture(starter)


@pytest.fixture
def postgresql(server: Path) -> str:
    """The URL of an empty database on a real PostgreSQL."""
    return new_database(server)


@pytest.fixture
def written(course: Path) -> Path:
    """The course with the answer in the student's place."""
    (course / "assignments/optimizers/optimizers.py").write_text(answer(course, "optimizers"))
    return course


def read_yaml(path: Path) -> Any:
    """What a YAML file holds."""
    from ruamel.yaml import YAML

    return YAML().load(path)


def write_yaml(path: Path, data: Any) -> None:
    """Write ``data`` as YAML."""
    from ruamel.yaml import YAML

    YAML().dump(data, path)


def copy_course(root: Path) -> Path:
    """Copy the small course to ``root``."""
    return trusted(Path(shutil.copytree(small_course(), root, symlinks=True)))


def trusted(root: Path) -> Path:
    """The course in ``root``, which the user of the tests trusts from now on."""
    from autograder.course.trust import trust

    trust(root)
    return root


def small_course() -> Path:
    """`EXERCISES` of the repository's course: what a test says of points holds whatever is added to the curriculum."""
    return trusted(made_once("small-course", lambda root: course_of(root, EXERCISES)))


def course_of(root: Path, exercises: Mapping[str, Sequence[str]]) -> Path:
    """Make a course of some of the repository's exercises, which shares its cache of expected values."""
    from autograder.course.config import load_course
    from autograder.course.library import load_library
    from autograder.publishing.build import built_files, write_files

    root.mkdir()
    data = read_yaml(REPOSITORY / "grader.yaml")
    data["assignments"] = [plan for plan in data["assignments"] if plan["name"] in exercises]
    write_yaml(root / "grader.yaml", data)
    for name, own in exercises.items():
        _copy_some(REPOSITORY / "solutions" / name, root / "solutions" / name, own)
    write_files(root, built_files(load_library(load_course(trusted(root) / "grader.yaml")).values()))
    for cached in root.rglob("__pycache__"):
        shutil.rmtree(cached)
    CACHE.mkdir(mode=0o700, exist_ok=True)
    (root / ".grade-cache").symlink_to(CACHE)
    return root


def _copy_some(source: Path, target: Path, exercises: Sequence[str]) -> None:
    """Copy an assignment's declarations with these exercises only."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.glob("*.py"):
        if path.stem not in (*exercises, "given"):
            path.unlink()
    handout = (target / "handout.md").read_text()
    places = re.sub(r"^\{\{ *(\w+) *\}\}$", lambda m: m[0] if m[1] in exercises else "", handout, flags=re.MULTILINE)
    (target / "handout.md").write_text(places)


def refusing(*calls: str) -> Callable[[], None]:
    """For a child process: a system that refuses these system calls, as a container's filter would."""

    def refuse() -> None:
        load, equal, answer = 0x20, 0x15, 0x06
        lines = [(load, 0, 0, 0)]
        for name in calls:
            lines += [(equal, 0, 1, syscalls.number(name)), (answer, 0, 0, 0x50000 | errno.EPERM)]
        lines.append((answer, 0, 0, 0x7FFF0000))
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(b"".join(struct.pack("<HBBI", *line) for line in lines))

    return refuse


def submit(root: Path, student: str, assignment: str, source: str | bytes, name: str | None = None) -> Path:
    """Put a module into a folder of submissions; the result is its folder."""
    folder = root / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    data = source.encode() if isinstance(source, str) else source
    (folder / (name or f"{assignment}.py")).write_bytes(data)
    return folder


def read_results(path: Path) -> list[dict[str, Any]]:
    """The results of a file that has to follow the schema."""
    document = json.loads(path.read_text())
    _schema().validate(document)
    return list(document["results"])


@functools.cache
def _schema() -> Any:
    """The validator of results, made once: importing jsonschema alone takes more than a second."""
    import jsonschema

    validator = jsonschema.validators.validator_for(SCHEMA)
    validator.check_schema(SCHEMA)
    return validator(SCHEMA)


def answer(course: Path, assignment: str) -> str:
    """The assignment's module with every answer in it."""
    return _loaded(course, assignment).answer


@functools.cache
def _points_of_adam() -> float:
    return _loaded(REPOSITORY, "optimizers").exercise("adam_step").points


def _loaded(course: Path, assignment: str) -> "SolvedAssignment":
    from autograder.course.config import load_course
    from autograder.course.library import load_assignment

    return load_assignment(load_course(course / "grader.yaml"), assignment)
