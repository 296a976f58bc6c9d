"""The student's half as far as other systems can be shown here: without POSIX's modules, on a cp1252 console."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.submissions.work_files import kind_of, stem_of
from autograder.worker import __main__ as worker
from autograder.worker import wire
from tests.conftest import EXERCISES, REPOSITORY, Ran, answer

POSIX = "crypt fcntl grp nis ossaudiodev posix_ipc pty pwd readline resource spwd syslog termios tty"
WITHOUT = f"""
import os, signal, sys
import psutil  # whose part for Linux needs some of them

class Elsewhere:
    def find_spec(self, name, path=None, target=None):
        if name in {POSIX.split()!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

for name in {POSIX.split()!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Elsewhere())
for module, names in ((os, "fork forkpty killpg getpgid setsid getuid geteuid"), (signal, "SIGHUP SIGTSTP SIGXCPU SIGALRM")):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python process starts without what only POSIX has."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/sitecustomize.py").write_text(WITHOUT)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "elsewhere"), "PYTHONWARNINGS": "error"}


def test_an_evening_without_posix_on_a_windows_console(
    course: Path, grade: Callable[..., Ran], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert grade("release", tmp_path / "kit").code == 0
    (tmp_path / "answers").mkdir()
    for name in EXERCISES:
        (tmp_path / f"answers/{name}.py").write_text(answer(course, name), encoding="utf-8")
    command: list[str | Path] = [
        sys.executable,
        REPOSITORY / ".ci/student_half.py",
        tmp_path / "kit",
        tmp_path / "answers",
    ]
    done = subprocess.run(command, env=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok: grade") == 9 + len(EXERCISES)


def test_a_worker_starts_where_there_is_no_fork_and_no_resource(elsewhere: dict[str, str]) -> None:
    limits = wire.encode({"memory": 1 << 30, "file_size": 1 << 20, "seconds": 10})
    command = [sys.executable, "-m", "autograder.worker"]
    done = subprocess.run(command, env=elsewhere, input=limits, capture_output=True, check=False)
    assert b"ready" in done.stdout and b"resource" not in done.stderr, done.stderr
    assert worker.stand_between.__doc__ and "Windows has no fork" in worker.stand_between.__doc__


def test_names_of_files_are_read_without_case() -> None:
    assert [kind_of(name) for name in ("LOSSES.PY", "Losses.IpyNb", "losses.py.TXT")] == [
        "module",
        "notebook",
        "module",
    ]
    assert {stem_of(name) for name in ("LOSSES.PY", "losses.ipynb", "Losses.py.txt")} == {"losses"}
