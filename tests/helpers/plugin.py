"""The real pytest, run as a student runs it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import Ran

OURS = ("hypothesispytest", "anyio")
"""Plugins of this project's environment that are slow to import, and that no student has."""


def run_pytest(folder: Path, *args: str | Path, **env: str) -> Ran:
    """Run pytest as a student does: with the plugin found through its entry point, and nothing of this project's."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    left_out = [word for name in ("cacheprovider", *OURS) for word in ("-p", f"no:{name}")]
    command = [sys.executable, "-m", "pytest", *left_out, *map(str, args)]
    done = subprocess.run(
        command, cwd=folder, env={**plain, "COLUMNS": "200", **env}, capture_output=True, text=True, timeout=300
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def work(course: Path, assignment: str, source: str) -> Path:
    """Write a module in the student's place of a course."""
    path = course / f"assignments/{assignment}/{assignment}.py"
    path.write_text(source)
    return path
