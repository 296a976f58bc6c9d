"""What the tests share: the real command, run as a user runs it, in a course of its own."""

import errno
import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from autograder.worker import linux, seccomp, syscalls

REPOSITORY = Path(__file__).parents[1]
SCHEMA = json.loads((REPOSITORY / "autograder/report/results.schema.json").read_text())
SECRET = "a secret of the tests"


@dataclass(frozen=True)
class Ran:
    """One finished run of `grade`."""

    code: int
    out: str
    err: str


def run_grade(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """Run `grade` in ``cwd``; no run may ever show a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, args)],
        cwd=cwd,
        env={**os.environ, "AUTOGRADER_SECRET": SECRET, **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )
    assert "Traceback (most recent call last)" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def grade(course: Path) -> Callable[..., Ran]:
    """`grade`, run in the test's own course."""
    return lambda *args, **options: run_grade(*args, **{"cwd": course, **options})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the repository's course, which shares its cache of expected values."""
    return copy_course(tmp_path / "course")


def copy_course(root: Path) -> Path:
    """Copy grader.yaml, solutions/ and assignments/ to ``root``."""
    root.mkdir()
    shutil.copy(REPOSITORY / "grader.yaml", root)
    for folder in ("solutions", "assignments"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    cache = REPOSITORY / ".grade-cache"
    cache.mkdir(exist_ok=True)
    (root / ".grade-cache").symlink_to(cache)
    return root


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
    jsonschema.validate(document, SCHEMA)
    return list(document["results"])


def answer(course: Path, assignment: str) -> str:
    """The assignment's module with every answer in it."""
    from autograder.config import load_course
    from autograder.library import load_assignment

    return load_assignment(load_course(course / "grader.yaml"), assignment).answer
